package io.scheelite.formats.json;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.formats.text.TextColumn;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.SplitReader;
import java.io.IOException;
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

  /** Nested values of a batch; larger ones take memory of their own. */
  private static final long NESTED_BYTES = 256 << 10;

  private static final PhysicalType LARGEST_SCALAR = PhysicalType.INT128;

  private final Schema schema;
  private final boolean ignoreErrors;
  private final ScanRequest request;
  private final ScratchAllocator scratch;
  private final JsonColumn[] columns;
  private final boolean[] given;
  private final Map<String, Integer> byKey = new HashMap<>();
  private final JsonRecord record;
  private final @Nullable NestedWriter nested;
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
    this.columns = new JsonColumn[request.columns().size()];
    this.given = new boolean[columns.length];
    this.record = new JsonRecord(part.file());
    boolean opened = false;
    try {
      boolean hasNested = hasNested(schema, request);
      this.nested = hasNested ? writer(memory) : null;
      VectorTarget slot = nested == null ? null : VectorTarget.allocate(scratch, LARGEST_SCALAR, 1);
      for (int i = 0; i < columns.length; i++) {
        int column = request.columns().get(i);
        byKey.put(table.key(column), i);
        columns[i] = column(schema.type(column), slot);
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

  private NestedWriter writer(MemoryConsumer memory) {
    return new NestedWriter(scratch.allocate(NESTED_BYTES), NESTED_BYTES, memory);
  }

  private static boolean hasNested(Schema schema, ScanRequest request) {
    return request.columns().stream().anyMatch(i -> DataType.isNested(schema.type(i)));
  }

  private JsonColumn column(DataType type, @Nullable VectorTarget slot) {
    int capacity = request.batchSize();
    VectorTarget target = VectorTarget.allocate(scratch, type, capacity);
    return nested != null && slot != null && DataType.isNested(type)
        ? new NestedColumn(type, target, capacity, slot, nested)
        : new ScalarColumn(new TextColumn(type, target, capacity, null));
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
    List<Long> sizes = new ArrayList<>();
    if (hasNested(schema, request)) {
      sizes.add(NESTED_BYTES);
      sizes.add(VectorTarget.valuesBytes(LARGEST_SCALAR, 1));
      sizes.add(PhysicalType.BIT.sizeBytes(1));
    }
    for (int column : request.columns()) {
      PhysicalType type = schema.type(column).physicalType();
      sizes.add(VectorTarget.valuesBytes(type, request.batchSize()));
      sizes.add(PhysicalType.BIT.sizeBytes(request.batchSize()));
    }
    sizes.add(RecordWindow.sizeBytes(options.maxObjectBytes()));
    return ScratchAllocator.bytesFor(sizes.stream().mapToLong(size -> size).toArray());
  }

  @Override
  public @Nullable Batch next() {
    for (JsonColumn column : columns) {
      column.clear();
    }
    if (!begun) {
      begin();
    }
    if (nested != null) {
      nested.reset();
    }
    records.release();
    int numRows = 0;
    while (numRows < request.batchSize()
        && (numRows == 0 || hasRoom())
        && records.next(numRows > 0) == RecordWindow.Found.RECORD) {
      numRows += put(numRows) ? 1 : 0;
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.length);
    for (JsonColumn column : columns) {
      vectors.add(column.vector(numRows));
    }
    return numRows == 0 ? null : Batch.of(numRows, vectors);
  }

  /**
   * Whether the batch may have one more row: its nested values have not nearly filled their room.
   */
  private boolean hasRoom() {
    return nested == null || nested.bytesLeft() > NESTED_BYTES / 4;
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
        int size = columns[column].put(row, record, texts, next);
        if (size < 0) {
          if (ignoreErrors) {
            return false;
          }
          throw badValue(column, columns[column].mistake());
        }
        next += size;
      }
    }
    return true;
  }

  private FormatException badValue(int column, JsonColumn.Mistake mistake) {
    int field = request.columns().get(column);
    return records.failed(
        ErrorCode.INVALID_CAST,
        "value is not "
            + shown(mistake.wanted())
            + ", correct it, name another type by columns, or leave such objects out by"
            + " ignore_errors=true: column="
            + schema.fields().get(field).name()
            + mistake.path()
            + " value="
            + shown(mistake.value()));
  }

  private static String shown(String text) {
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + " …" : text;
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
      if (nested != null) {
        nested.close();
      }
      scratch.close();
    }
  }
}
