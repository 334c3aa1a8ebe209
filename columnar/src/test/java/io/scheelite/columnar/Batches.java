package io.scheelite.columnar;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds batches from rows of Java values, and reads batches back.
 *
 * <p>Values: null, Boolean, any integer number, Float or Double, BigDecimal, LocalDate,
 * LocalDateTime, String, ByteBuffer; List for lists and for the fields of a struct, and for maps a
 * List of Lists of a key and a value. What {@link #rows} returns is canonical: Boolean, Long,
 * Double (both float types), BigDecimal with the type's scale, and the others as they are. All
 * memory lives until {@link #close}.
 */
public final class Batches implements AutoCloseable {
  private final MemoryConsumer memory;
  private long next;
  private long end;

  /** Takes memory from the test's as needed. */
  public Batches(TestMemory memory) {
    this.memory = memory.consumer("batches");
  }

  /**
   * A batch of flat vectors in their types' widest form, without validity where nothing is null.
   */
  public Batch batch(Schema schema, List<? extends List<?>> rows) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int c = 0; c < schema.size(); c++) {
      columns.add(flat(schema.type(c), column(rows, c)));
    }
    return Batch.of(rows.size(), columns);
  }

  /**
   * A batch of the same rows whose columns come in any encoding and width that can hold them, and
   * with tight, loose or no intervals.
   */
  public Batch batch(Schema schema, List<? extends List<?>> rows, RandomGenerator random) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int c = 0; c < schema.size(); c++) {
      columns.add(vector(schema.type(c), column(rows, c), random));
    }
    return Batch.of(rows.size(), columns);
  }

  /**
   * As {@link #batch(Schema, List, RandomGenerator)}, but hides the rows in a larger batch with a
   * selection: the selected rows are {@code rows}, those between are copies of random ones.
   */
  public Batch selected(Schema schema, List<? extends List<?>> rows, RandomGenerator random) {
    List<List<?>> all = new ArrayList<>();
    List<Integer> chosen = new ArrayList<>();
    for (List<?> row : rows) {
      for (int decoys = random.nextInt(3); decoys > 0; decoys--) {
        all.add(rows.get(random.nextInt(rows.size())));
      }
      chosen.add(all.size());
      all.add(row);
    }
    return batch(schema, all, random).withSelection(selection(chosen));
  }

  /** A selection of ascending row numbers. */
  public Selection selection(List<Integer> rows) {
    long address = allocate(Selection.sizeBytes(rows.size()));
    for (int i = 0; i < rows.size(); i++) {
      NativeMemory.putShort(address + 2L * i, (short) (int) rows.get(i));
    }
    return new Selection(address, rows.size());
  }

  /** A flat vector in the type's widest form. */
  public ColumnVector flat(DataType type, List<?> values) {
    return flat(type, type.physicalType(), values);
  }

  /** A flat vector in the given width, which must hold the values. */
  public ColumnVector flat(DataType type, PhysicalType form, List<?> values) {
    int numRows = values.size();
    long address = allocate(form.sizeBytes(numRows));
    long validity = 0;
    NativeMemory.fill(address, form.sizeBytes(numRows), (byte) 0);
    for (int i = 0; i < numRows; i++) {
      if (values.get(i) == null) {
        validity = validity == 0 ? validity(values) : validity;
      } else {
        JavaValues.write(type, form, address, i, values.get(i), this::allocate);
      }
    }
    return ColumnVector.flat(type, form, numRows, address, validity);
  }

  /** A dictionary-encoded vector of the distinct values. */
  public ColumnVector dictionary(DataType type, PhysicalType form, List<?> values) {
    Map<Object, Integer> codes = new LinkedHashMap<>();
    long address = allocate(4L * values.size());
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      int code = value == null ? 0 : codes.computeIfAbsent(value, _ -> codes.size());
      NativeMemory.putInt(address + 4L * i, code);
    }
    ColumnVector dictionary = flat(type, form, List.copyOf(codes.keySet()));
    if (form.isNarrowInteger() && !codes.isEmpty()) {
      dictionary = tighten(dictionary, codes.keySet().stream().toList());
    }
    long validity = values.contains(null) ? validity(values) : 0;
    return ColumnVector.dictionary(values.size(), address, validity, dictionary);
  }

  /** A constant vector. */
  public ColumnVector constant(DataType type, PhysicalType form, int numRows, Object value) {
    ColumnVector one = flat(type, form, List.of(value));
    return ColumnVector.constant(type, form, numRows, one.valuesAddress());
  }

  private ColumnVector vector(DataType type, List<?> values, RandomGenerator random) {
    PhysicalType form = anyForm(type, values, random);
    boolean allSame = !values.isEmpty() && values.stream().distinct().count() == 1;
    if (allSame && values.getFirst() != null && random.nextInt(3) > 0) {
      ColumnVector constant = constant(type, form, values.size(), values.getFirst());
      return random.nextBoolean() ? constant : tighten(constant, values);
    }
    if (random.nextInt(3) == 0) {
      return dictionary(type, form, values);
    }
    ColumnVector flat = flat(type, form, values);
    if (flat.validityAddress() == 0 && random.nextInt(4) == 0) {
      flat = ColumnVector.flat(type, form, values.size(), flat.valuesAddress(), validity(values));
    }
    return random.nextBoolean() ? flat : tighten(flat, values);
  }

  private static ColumnVector tighten(ColumnVector vector, List<?> values) {
    if (!vector.physicalType().isNarrowInteger()) {
      return vector;
    }
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (Object value : values) {
      if (value != null) {
        long number = JavaValues.toInteger(vector.type(), value).longValueExact();
        min = Math.min(min, number);
        max = Math.max(max, number);
      }
    }
    return min > max ? vector.withInterval(0, 0) : vector.withInterval(min, max);
  }

  /** One of the physical types that hold all values. */
  private static PhysicalType anyForm(DataType type, List<?> values, RandomGenerator random) {
    PhysicalType widest = type.physicalType();
    if (!widest.isNarrowInteger() && widest != PhysicalType.INT128) {
      return widest;
    }
    int bits =
        values.stream()
            .filter(value -> value != null)
            .mapToInt(value -> JavaValues.toInteger(type, value).bitLength() + 1)
            .max()
            .orElse(1);
    List<PhysicalType> fitting = new ArrayList<>();
    for (PhysicalType form :
        List.of(
            PhysicalType.INT8,
            PhysicalType.INT16,
            PhysicalType.INT32,
            PhysicalType.INT64,
            PhysicalType.INT128)) {
      if (8 * form.widthBytes() >= bits && form.widthBytes() <= widest.widthBytes()) {
        fitting.add(form);
      }
    }
    return fitting.get(random.nextInt(fitting.size()));
  }

  private long validity(List<?> values) {
    long address = allocate(Bitmap.sizeBytes(values.size()));
    // spare bits are undefined: make them differ from what a kernel might hope for
    NativeMemory.fill(address, Bitmap.sizeBytes(values.size()), (byte) 0x5A);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) != null) {
        Bitmap.set(address, i);
      } else {
        Bitmap.clear(address, i);
      }
    }
    return address;
  }

  private static List<?> column(List<? extends List<?>> rows, int index) {
    List<@Nullable Object> values = new ArrayList<>();
    for (List<?> row : rows) {
      values.add(row.get(index));
    }
    return values;
  }

  /** Memory that lives until {@link #close}, eight-byte aligned. */
  public long allocate(long sizeBytes) {
    long size = Math.max(8, sizeBytes + 7 & -8);
    if (size > end - next) {
      long chunk = Math.max(size, MemoryConsumer.CHUNK_BYTES);
      if (!memory.tryReserve(chunk + MemoryConsumer.CHUNK_BYTES)) {
        throw new IllegalStateException("test memory is too small: bytes=" + chunk);
      }
      next = memory.allocate(chunk);
      end = next + chunk;
    }
    long address = next;
    next += size;
    return address;
  }

  /** The alive rows of a batch as canonical values. */
  public static List<List<@Nullable Object>> rows(Batch batch) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < batch.numSelectedRows(); i++) {
      int row = i;
      if (batch.selection() != null) {
        row = Short.toUnsignedInt(NativeMemory.getShort(batch.selection().address() + 2L * i));
      }
      @Nullable Object[] values = new Object[batch.columns().size()];
      for (int c = 0; c < values.length; c++) {
        values[c] = value(batch.column(c), row);
      }
      rows.add(Arrays.asList(values));
    }
    return rows;
  }

  /** All rows of one column as canonical values. */
  public static List<@Nullable Object> values(ColumnVector vector) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < vector.numRows(); i++) {
      values.add(value(vector, i));
    }
    return values;
  }

  /** One value of a vector in canonical form. */
  public static @Nullable Object value(ColumnVector vector, int row) {
    if (vector.validityAddress() != 0 && !Bitmap.isSet(vector.validityAddress(), row)) {
      return null;
    }
    return switch (vector.encoding()) {
      case FLAT ->
          JavaValues.read(vector.type(), vector.physicalType(), vector.valuesAddress(), row);
      case CONSTANT ->
          JavaValues.read(vector.type(), vector.physicalType(), vector.valuesAddress(), 0);
      case DICTIONARY ->
          value(vector.dictionary(), NativeMemory.getInt(vector.valuesAddress() + 4L * row));
    };
  }

  @Override
  public void close() {
    memory.close();
  }
}
