package io.scheelite.formats.json;

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
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of a file. The texts of an object take the place of its bytes in the window, which
 * are more: the parser has a copy.
 */
final class JsonSplitReader implements SplitReader {
  private static final int SHOWN_CHARS = 100;

  private final Schema schema;
  private final boolean ignoreErrors;
  private final ScanRequest request;
  private final ScratchAllocator scratch;
  private final TextColumn[] columns;
  private final boolean[] given;
  private final Map<String, Integer> byKey = new HashMap<>();
  private final JsonRecord record;
  private final RecordWindow records;
  private final JsonPart part;
  private boolean begun;
  private boolean closed;

  JsonSplitReader(JsonTable table, JsonPart part, ScanRequest request, MemoryConsumer memory) {
    this.schema = table.schema();
    this.part = part;
    this.ignoreErrors = table.options().ignoreErrors();
    this.request = request;
    this.scratch = new ScratchAllocator(memory);
    this.columns = new TextColumn[request.columns().size()];
    this.given = new boolean[columns.length];
    this.record = new JsonRecord(part.file());
    boolean opened = false;
    try {
      for (int i = 0; i < columns.length; i++) {
        int column = request.columns().get(i);
        DataType type = schema.type(column);
        byKey.put(table.key(column), i);
        columns[i] =
            new TextColumn(
                type,
                VectorTarget.allocate(scratch, type, request.batchSize()),
                request.batchSize(),
                null);
      }
      long size = RecordWindow.sizeBytes(table.options().maxObjectBytes());
      this.records = table.open(part.file(), part.layout(), scratch.allocate(size));
      records
          .bytes()
          .readAhead(
              Math.max(0, part.start() - 1),
              Math.min(part.end(), part.file().sizeBytes()),
              table.batchBytes(request),
              memory);
      opened = true;
    } finally {
      if (!opened) {
        close();
      }
    }
  }

  /** Goes to the first object that begins in the part. */
  private void begin() {
    begun = true;
    if (part.start() == 0) {
      records.begin();
    } else {
      records.seek(part.start() - 1);
      long _ = records.skip(new LineDivider());
    }
    records.endAt(part.end());
  }

  /** What a reader allocates. */
  static long floorBytes(Schema schema, JsonOptions options, ScanRequest request) {
    long[] sizes = new long[2 * request.columns().size() + 1];
    for (int i = 0; i < request.columns().size(); i++) {
      PhysicalType type = schema.type(request.columns().get(i)).physicalType();
      sizes[2 * i] = VectorTarget.valuesBytes(type, request.batchSize());
      sizes[2 * i + 1] = PhysicalType.BIT.sizeBytes(request.batchSize());
    }
    sizes[sizes.length - 1] = RecordWindow.sizeBytes(options.maxObjectBytes());
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
    records.release();
    int numRows = 0;
    while (numRows < request.batchSize()
        && records.next(numRows > 0) == RecordWindow.Found.RECORD) {
      numRows += put(numRows) ? 1 : 0;
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.length);
    for (TextColumn column : columns) {
      vectors.add(column.vector(numRows));
    }
    return numRows == 0 ? null : Batch.of(numRows, vectors);
  }

  /** Writes the object at hand as a row; false if it is left out. */
  private boolean put(int row) {
    Arrays.fill(given, false);
    int size = records.position() - records.record();
    long address = records.bytes().address() + records.record();
    boolean sound = false;
    try {
      sound = record.open(address, size) && putValues(row, address);
      if (!sound && !ignoreErrors) {
        throw noObject(records);
      }
    } catch (IOException e) {
      if (!ignoreErrors) {
        throw record.malformed(e, records.recordOffset());
      }
    }
    for (int i = 0; i < columns.length; i++) {
      if (!sound) {
        columns[i].forget(row);
      } else if (!given[i]) {
        columns[i].putNull();
      }
    }
    return sound;
  }

  /** Texts are put one behind the other, from {@code texts} on. */
  private boolean putValues(int row, long texts) throws IOException {
    long next = texts;
    for (String name = record.nextName(); name != null; name = record.nextName()) {
      Integer column = byKey.get(name);
      if (column == null) {
        record.skip();
        continue;
      }
      if (given[column]) {
        columns[column].forget(row); // the last value of a key counts
      }
      given[column] = record.kind() != JsonRecord.Kind.NULL;
      if (given[column]) {
        byte[] utf8 = record.utf8();
        NativeMemory.copyFromArray(utf8, 0, next, utf8.length);
        if (!put(columns[column], row, next, utf8.length)) {
          if (ignoreErrors) {
            return false;
          }
          throw badValue(column, utf8);
        }
        next += utf8.length;
      }
    }
    return true;
  }

  private static boolean put(TextColumn column, int row, long bytes, int length) {
    return column.isText() ? column.putText(row, bytes, length) : column.put(row, bytes, length);
  }

  private FormatException badValue(int column, byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);
    int field = request.columns().get(column);
    return records.failed(
        ErrorCode.INVALID_CAST,
        "value is not "
            + schema.type(field).sqlName()
            + ", correct it, name another type by columns, or leave such objects out by"
            + " ignore_errors=true: column="
            + schema.fields().get(field).name()
            + " value="
            + (text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + " …" : text));
  }

  /** An error: a row is an object. */
  static FormatException noObject(RecordWindow records) {
    return records.failed(
        ErrorCode.INVALID_DATA,
        "malformed JSON: expected an object, write one per line or an array of them, or leave others"
            + " out by ignore_errors=true:");
  }

  @Override
  public @Nullable CompletableFuture<Void> blocked() {
    return records.bytes().awaited();
  }

  @Override
  public long bytesRead() {
    return records.bytes().bytesRead();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      record.close();
      if (records != null) {
        records.close();
      }
      scratch.close();
    }
  }
}
