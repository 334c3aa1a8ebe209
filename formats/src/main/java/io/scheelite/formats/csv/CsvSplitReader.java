package io.scheelite.formats.csv;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.csv.CsvRecords.Line;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a file from its beginning to its end. */
final class CsvSplitReader implements SplitReader {
  /** Texts of a batch that do not fit into views. */
  private static final int TEXT_BYTES = 1 << 20;

  private final Path path;
  private final Schema schema;
  private final ScanRequest request;
  private final ScratchAllocator scratch;
  private final List<CsvColumn> columns = new ArrayList<>();
  private final long texts;
  private final CsvRecords records;
  private int textBytes;
  private @Nullable Line pending;
  private boolean closed;

  CsvSplitReader(CsvTable table, Path path, ScanRequest request, MemoryConsumer memory) {
    this.path = path;
    this.schema = table.schema();
    this.request = request;
    this.scratch = new ScratchAllocator(memory);
    for (int column : request.columns()) {
      DataType type = schema.type(column);
      columns.add(
          new CsvColumn(
              type,
              VectorTarget.allocate(scratch, type, request.batchSize()),
              request.batchSize()));
    }
    this.texts = scratch.allocate(TEXT_BYTES);
    boolean opened = false;
    try {
      this.records = table.open(path);
      if (table.hasHeader()) {
        Line _ = records.next();
      }
      opened = true;
    } finally {
      if (!opened) {
        scratch.close();
      }
    }
  }

  /** What a reader allocates. */
  static long floorBytes(Schema schema, ScanRequest request) {
    long[] sizes = new long[2 * request.columns().size() + 1];
    for (int i = 0; i < request.columns().size(); i++) {
      PhysicalType type = schema.type(request.columns().get(i)).physicalType();
      sizes[2 * i] = VectorTarget.valuesBytes(type, request.batchSize());
      sizes[2 * i + 1] = PhysicalType.BIT.sizeBytes(request.batchSize());
    }
    sizes[sizes.length - 1] = TEXT_BYTES;
    return ScratchAllocator.bytesFor(sizes);
  }

  @Override
  public @Nullable Batch next() {
    columns.forEach(CsvColumn::clear);
    textBytes = 0;
    int numRows = 0;
    while (numRows < request.batchSize()) {
      Line line = pending == null ? nextLine() : pending;
      pending = null;
      if (line == null) {
        break;
      }
      if (!put(numRows, line)) {
        pending = line;
        break;
      }
      numRows++;
    }
    int count = numRows;
    List<ColumnVector> vectors = new ArrayList<>();
    columns.forEach(column -> vectors.add(column.vector(count)));
    return count == 0 ? null : Batch.of(count, vectors);
  }

  /** The next line with fields; in a table of one column an empty line is a null. */
  private @Nullable Line nextLine() {
    Line line = records.next();
    while (line != null && line.fields().isEmpty()) {
      if (schema.size() == 1) {
        List<@Nullable String> nothing = new ArrayList<>();
        nothing.add(null);
        return new Line(line.number(), nothing);
      }
      line = records.next();
    }
    return line;
  }

  /** Writes a row; false if its texts do not fit into this batch. */
  private boolean put(int row, Line line) {
    if (line.fields().size() != schema.size()) {
      throw failed(
          ErrorCode.INVALID_DATA,
          "malformed CSV: number of fields differs from the number of columns: fields="
              + line.fields().size()
              + " columns="
              + schema.size(),
          line);
    }
    int before = textBytes;
    for (int i = 0; i < columns.size(); i++) {
      CsvColumn column = columns.get(i);
      int index = request.columns().get(i);
      String text = line.fields().get(index);
      if (text == null) {
        column.putNull();
      } else if (column.type() instanceof DataType.Utf8) {
        if (!putText(column, row, text)) {
          if (row == 0) {
            throw failed(
                ErrorCode.UNSUPPORTED,
                "texts of a row are too long: mostBytes=" + TEXT_BYTES,
                line);
          }
          textBytes = before;
          return false;
        }
      } else if (!column.put(row, text)) {
        throw badValue(index, text, line);
      }
    }
    return true;
  }

  private boolean putText(CsvColumn column, int row, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int needed = utf8.length > StringView.MAX_INLINE_LENGTH ? utf8.length : 0;
    if (needed > TEXT_BYTES - textBytes) {
      return false;
    }
    column.putText(row, utf8, texts + textBytes);
    textBytes += needed;
    return true;
  }

  private FormatException badValue(int index, String text, Line line) {
    return failed(
        ErrorCode.INVALID_CAST,
        "value is not "
            + schema.type(index).sqlName()
            + ", correct it or read it as text: column="
            + schema.fields().get(index).name()
            + " value="
            + (text.length() > 100 ? text.substring(0, 100) + " …" : text),
        line);
  }

  private FormatException failed(ErrorCode code, String what, Line line) {
    return new FormatException(code, what + ": file=" + path + " line=" + line.number());
  }

  @Override
  public long bytesRead() {
    return records.bytesRead();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      records.close();
      scratch.close();
    }
  }
}
