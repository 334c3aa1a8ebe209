package io.scheelite.formats.csv;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.formats.text.TextColumn;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a file. Texts of a batch are where they were read to, unless they had escapes.
 */
final class CsvSplitReader implements SplitReader {
  private static final int SHOWN_CHARS = 100;

  private final Schema schema;
  private final CsvRules rules;
  private final ScanRequest request;
  private final ScratchAllocator scratch;
  private final TextColumn[] columns;
  private final int[] fields;
  private final CsvRecords records;
  private final CsvPart part;
  private final boolean hasHeader;
  private boolean begun;
  private boolean closed;

  CsvSplitReader(CsvTable table, CsvPart part, ScanRequest request, MemoryConsumer memory) {
    this.schema = table.schema();
    this.part = part;
    this.hasHeader = table.hasHeader();
    this.rules = table.options().rules();
    this.request = request;
    this.scratch = new ScratchAllocator(memory);
    this.columns = new TextColumn[request.columns().size()];
    this.fields = request.columns().stream().mapToInt(column -> column).toArray();
    boolean opened = false;
    try {
      for (int i = 0; i < columns.length; i++) {
        DataType type = schema.type(fields[i]);
        columns[i] =
            new TextColumn(
                type,
                VectorTarget.allocate(scratch, type, request.batchSize()),
                request.batchSize(),
                table.options().columns().format(type));
      }
      this.records =
          table.open(part.file().file(), scratch.allocate(CsvRecords.windowBytes(table.options())));
      // far files have one part
      records
          .window()
          .bytes()
          .readAhead(0, part.file().file().sizeBytes(), table.batchBytes(request), memory);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** Goes to the part's first record. */
  private void begin() {
    begun = true;
    if (part.index() == 0) {
      long _ = records.begin(hasHeader);
    } else {
      RecordStarts starts = part.file().starts();
      records
          .window()
          .seek(starts.of(part.index(), records.window().bytes(), () -> records.begin(hasHeader)));
    }
    records.window().endAt(part.end());
  }

  /** What a reader allocates. */
  static long floorBytes(Schema schema, CsvOptions options, ScanRequest request) {
    long[] sizes = new long[2 * request.columns().size() + 1];
    for (int i = 0; i < request.columns().size(); i++) {
      PhysicalType type = schema.type(request.columns().get(i)).physicalType();
      sizes[2 * i] = VectorTarget.valuesBytes(type, request.batchSize());
      sizes[2 * i + 1] = PhysicalType.BIT.sizeBytes(request.batchSize());
    }
    sizes[sizes.length - 1] = CsvRecords.windowBytes(options);
    return ScratchAllocator.bytesFor(sizes);
  }

  @Override
  public @Nullable Batch next() {
    for (TextColumn column : columns) {
      column.clear();
    }
    if (!begun) {
      begin();
    }
    records.window().release();
    int numRows = 0;
    while (numRows < request.batchSize()
        && records.window().next(numRows > 0) == RecordWindow.Found.RECORD) {
      numRows += put(numRows) ? 1 : 0;
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.length);
    for (TextColumn column : columns) {
      vectors.add(column.vector(numRows));
    }
    return numRows == 0 ? null : Batch.of(numRows, vectors);
  }

  /** Writes the record at hand as a row; false if it is left out. */
  private boolean put(int row) {
    CsvTokenizer record = records.tokenizer();
    int numFields = record.numFields();
    if (numFields == 1 && record.isEmpty()) {
      if (schema.size() == 1) {
        putNulls();
      }
      return schema.size() == 1;
    }
    boolean sound =
        record.problem() == CsvTokenizer.Problem.NONE
            && (numFields == schema.size() || isTolerated(numFields));
    if (!sound) {
      if (rules.ignoreErrors()) {
        return false;
      }
      throw malformed(numFields);
    }
    for (int i = 0; i < columns.length; i++) {
      int field = fields[i];
      if (field >= numFields || records.isNull(field)) {
        columns[i].putNull();
      } else if (!put(columns[i], row, field)) {
        return leaveOut(row, i);
      }
    }
    return true;
  }

  private void putNulls() {
    for (TextColumn column : columns) {
      column.putNull();
    }
  }

  private boolean put(TextColumn column, int row, int field) {
    int length = records.length(field);
    long bytes = records.address(field);
    return column.isText() ? column.putText(row, bytes, length) : column.put(row, bytes, length);
  }

  /** Fields may be missing if that is allowed, and nothing may stand behind a last delimiter. */
  private boolean isTolerated(int numFields) {
    CsvTokenizer record = records.tokenizer();
    return numFields < schema.size()
        ? rules.nullPadding()
        : numFields == schema.size() + 1
            && record.length(schema.size()) == 0
            && record.kind(schema.size()) == CsvTokenizer.PLAIN;
  }

  private boolean leaveOut(int row, int column) {
    if (!rules.ignoreErrors()) {
      throw badValue(column);
    }
    for (TextColumn written : columns) {
      written.forget(row);
    }
    return false;
  }

  private FormatException malformed(int numFields) {
    CsvTokenizer record = records.tokenizer();
    int field = record.problemField();
    String column = field < schema.size() ? schema.fields().get(field).name() : "#" + (field + 1);
    return switch (record.problem()) {
      case TEXT_AFTER_QUOTE ->
          records
              .window()
              .failed(
                  ErrorCode.INVALID_DATA,
                  "malformed CSV: text behind a closing quote, double quotes inside of quoted fields,"
                      + " name another quote or escape, or leave such lines out by ignore_errors=true:"
                      + " column="
                      + column);
      case OPEN_QUOTE ->
          records
              .window()
              .failed(
                  ErrorCode.INVALID_DATA,
                  "malformed CSV: quote is never closed, correct the file, name another quote, or leave"
                      + " such lines out by ignore_errors=true: column="
                      + column);
      case NONE ->
          records
              .window()
              .failed(
                  ErrorCode.INVALID_DATA,
                  "malformed CSV: number of fields differs from the number of columns, correct the line,"
                      + " or use null_padding=true or ignore_errors=true: fields="
                      + numFields
                      + " columns="
                      + schema.size());
    };
  }

  private FormatException badValue(int column) {
    int field = fields[column];
    String text =
        TextColumn.text(
            records.address(field), Math.min(records.tokenizer().length(field), 4 * SHOWN_CHARS));
    String name = schema.fields().get(field).name();
    if (columns[column].isText()) {
      return records
          .window()
          .failed(
              ErrorCode.INVALID_DATA,
              "malformed CSV: text is not UTF-8, convert the file, or leave such lines out by"
                  + " ignore_errors=true: column="
                  + name);
    }
    return records
        .window()
        .failed(
            ErrorCode.INVALID_CAST,
            "value is not "
                + schema.type(field).sqlName()
                + ", correct it, read it as text, or leave such lines out by ignore_errors=true: column="
                + name
                + " value="
                + (text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + " …" : text));
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return records.window().bytes().awaited();
  }

  @Override
  public long bytesRead() {
    return records.window().bytes().bytesRead();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (records != null) {
        records.close();
      }
      scratch.close();
    }
  }
}
