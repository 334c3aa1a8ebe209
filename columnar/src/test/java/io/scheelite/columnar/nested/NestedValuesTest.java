package io.scheelite.columnar.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.JavaValues;
import io.scheelite.columnar.NestedBytes;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedReader.Mark;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nested values beside {@link NestedBytes}, which has them by the description alone. */
class NestedValuesTest {
  private static final int FIRST_BYTES = 256;

  private final TestMemory memory = TestMemory.create(64 << 20);
  private final Batches batches = new Batches(memory);
  private final MemoryConsumer consumer = memory.consumer("nested");
  private final NestedWriter writer =
      new NestedWriter(batches.allocate(FIRST_BYTES), FIRST_BYTES, consumer);

  @AfterEach
  void everythingIsGivenBack() {
    writer.close();
    assertThat(consumer.usedBytes()).isZero();
    consumer.close();
    batches.close();
    memory.close();
  }

  @Test
  void valuesAreWrittenAndReadAsDescribed() {
    for (int i = 0; i < Seeds.iterations(300); i++) {
      RandomGenerator random = Seeds.random(NestedValuesTest.class, i);
      DataType type = RandomRows.nestedType(3, random);
      writer.reset();
      List<Object> values = new ArrayList<>();
      long views = batches.allocate(20L * StringView.SIZE_BYTES);
      for (int v = 0; v < 20; v++) {
        Object value = RandomRows.value(type, random.nextBoolean(), random);
        values.add(value);
        writer.begin();
        write(type, value);
        writer.finish(views + (long) v * StringView.SIZE_BYTES);
      }
      for (int v = 0; v < 20; v++) {
        long view = views + (long) v * StringView.SIZE_BYTES;
        assertThat(bytes(view)).as("case %s", i).isEqualTo(NestedBytes.of(type, values.get(v)));
        NestedReader reader = new NestedReader();
        reader.reset(view);
        assertThat(read(type, reader)).as("case %s", i).isEqualTo(values.get(v));
        reader.reset(view);
        reader.skip(type);
        assertThat(reader.position())
            .as("case %s", i)
            .isEqualTo(StringView.bytesAddress(view) + StringView.length(view));
      }
    }
  }

  /** Equal values have equal bytes, smaller ones smaller bytes. */
  @Test
  void bytesAreInTheOrderOfTheValues() {
    for (int i = 0; i < Seeds.iterations(300); i++) {
      RandomGenerator random = Seeds.random(NestedValuesTest.class, 1_000_000 + i);
      DataType type = RandomRows.nestedType(2, random);
      List<Object> values = new ArrayList<>();
      for (int v = 0; v < 12; v++) {
        values.add(RandomRows.value(type, random.nextInt(3) > 0, random));
      }
      for (Object a : values) {
        for (Object b : values) {
          int byBytes = Arrays.compareUnsigned(NestedBytes.of(type, a), NestedBytes.of(type, b));
          assertThat(Integer.signum(byBytes))
              .as("case %s: %s and %s", i, a, b)
              .isEqualTo(Integer.signum(compare(type, a, b)));
        }
      }
    }
  }

  @Test
  void elementsAreFoundByTheirNumber() {
    for (int i = 0; i < Seeds.iterations(200); i++) {
      RandomGenerator random = Seeds.random(NestedValuesTest.class, 2_000_000 + i);
      DataType element = RandomRows.TYPES.get(random.nextInt(RandomRows.TYPES.size()));
      DataType.List type = new DataType.List(element);
      List<?> values = (List<?>) RandomRows.value(type, false, random);
      long view = batches.flat(type, List.of(values)).valuesAddress();
      NestedReader reader = new NestedReader();
      reader.reset(view);
      assertThat(reader.countElements(element)).isEqualTo(values.size());
      for (int e = 0; e < values.size(); e++) {
        reader.reset(view);
        assertThat(reader.skipElements(element, e)).isTrue();
        Mark mark = reader.next(element);
        Object found = mark == Mark.NULL ? null : read(element, reader);
        assertThat(found).as("case %s element %s", i, e).isEqualTo(values.get(e));
      }
      reader.reset(view);
      assertThat(reader.skipElements(element, values.size() + 1L)).isFalse();
    }
  }

  @Test
  void valuesOfVectorsArePackedAndUnpacked() {
    for (int i = 0; i < Seeds.iterations(200); i++) {
      RandomGenerator random = Seeds.random(NestedValuesTest.class, 3_000_000 + i);
      DataType element = RandomRows.type(random);
      List<@Nullable Object> values = new ArrayList<>();
      for (int v = 0; v < 70; v++) {
        values.add(random.nextInt(5) == 0 ? null : RandomRows.value(element, false, random));
      }
      ColumnVector source = batches.flat(element, values);
      long view = batches.allocate(StringView.SIZE_BYTES);
      writer.reset();
      writer.begin();
      for (int v = 0; v < values.size(); v++) {
        NestedSlots.pack(writer, source, v);
      }
      writer.endList();
      writer.finish(view);
      assertThat(bytes(view)).isEqualTo(NestedBytes.of(new DataType.List(element), values));
      NestedReader reader = new NestedReader();
      reader.reset(view);
      PhysicalType form = element.physicalType();
      long target = batches.allocate(form.sizeBytes(values.size()));
      NativeMemory.fill(target, form.sizeBytes(values.size()), (byte) 0);
      for (int v = 0; v < values.size(); v++) {
        if (reader.next(element) == Mark.VALUE) {
          NestedSlots.unpack(reader, element, target, v, batches::allocate);
          ColumnVector unpacked = ColumnVector.flat(element, form, values.size(), target, 0);
          assertThat(Batches.value(unpacked, v)).as("case %s", i).isEqualTo(values.get(v));
        } else {
          assertThat(values.get(v)).isNull();
        }
      }
      assertThat(reader.next(element)).isEqualTo(Mark.END);
    }
  }

  private void write(DataType type, Object value) {
    switch (type) {
      case DataType.List(DataType element) -> {
        ((List<?>) value).forEach(part -> writePart(element, part));
        writer.endList();
      }
      case DataType.Map map -> {
        ((List<?>) value).forEach(part -> writePart(map.entry(), part));
        writer.endList();
      }
      case DataType.Struct(List<Field> fields) -> {
        for (int i = 0; i < fields.size(); i++) {
          writePart(fields.get(i).type(), ((List<?>) value).get(i));
        }
      }
      default -> throw new IllegalArgumentException("not nested: type=" + type);
    }
  }

  private void writePart(DataType type, @Nullable Object value) {
    if (value == null) {
      writer.writeNull(type);
    } else if (DataType.isNested(type)) {
      writer.mark();
      write(type, value);
    } else {
      NestedSlots.pack(writer, batches.flat(type, List.of(value)), 0);
    }
  }

  private static Object read(DataType type, NestedReader reader) {
    return switch (type) {
      case DataType.List(DataType element) -> readElements(element, reader);
      case DataType.Map map -> readElements(map.entry(), reader);
      case DataType.Struct(List<Field> fields) -> {
        List<@Nullable Object> values = new ArrayList<>();
        for (Field field : fields) {
          values.add(reader.next(field.type()) == Mark.NULL ? null : read(field.type(), reader));
        }
        yield values;
      }
      case DataType.Bool _ -> reader.readBoolean();
      case DataType.Float32 _ -> (double) reader.readFloat32();
      case DataType.Float64 _ -> reader.readFloat64();
      case DataType.Utf8 _ -> new String(reader.readByteArray(), StandardCharsets.UTF_8);
      case DataType.Binary _ -> ByteBuffer.wrap(reader.readByteArray());
      case DataType.Decimal decimal -> new BigDecimal(reader.readDecimal(decimal), decimal.scale());
      default ->
          JavaValues.fromInteger(
              type, BigInteger.valueOf(reader.readInteger(type.physicalType().widthBytes())));
    };
  }

  private static List<@Nullable Object> readElements(DataType element, NestedReader reader) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Mark mark = reader.next(element); mark != Mark.END; mark = reader.next(element)) {
      values.add(mark == Mark.NULL ? null : read(element, reader));
    }
    return values;
  }

  private static byte[] bytes(long view) {
    byte[] bytes = new byte[StringView.length(view)];
    NativeMemory.copyToArray(StringView.bytesAddress(view), bytes, 0, bytes.length);
    return bytes;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(DataType type, Object a, Object b) {
    return switch (type) {
      case DataType.List(DataType element) -> compareLists(element, (List<?>) a, (List<?>) b);
      case DataType.Map map -> compareLists(map.entry(), (List<?>) a, (List<?>) b);
      case DataType.Struct(List<Field> fields) -> {
        int result = 0;
        for (int i = 0; i < fields.size() && result == 0; i++) {
          result = compareParts(fields.get(i).type(), ((List<?>) a).get(i), ((List<?>) b).get(i));
        }
        yield result;
      }
      case DataType.Utf8 _ ->
          Arrays.compareUnsigned(
              ((String) a).getBytes(StandardCharsets.UTF_8),
              ((String) b).getBytes(StandardCharsets.UTF_8));
      case DataType.Binary _ ->
          Arrays.compareUnsigned(((ByteBuffer) a).array(), ((ByteBuffer) b).array());
      default -> ((Comparable) a).compareTo(b);
    };
  }

  private static int compareLists(DataType element, List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int result = compareParts(element, a.get(i), b.get(i));
      if (result != 0) {
        return result;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** Nulls come last. */
  private static int compareParts(DataType type, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a == null, b == null);
    }
    return compare(type, a, b);
  }

  /** Only what is asked of the size: such a value takes minutes to write. */
  @Test
  void valuesOfTwoGibibytesAreRefused() {
    assertThat(NestedWriter.length(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> NestedWriter.length(1L << 31))
        .isInstanceOfSatisfying(
            NestedValueTooLongException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("bytes=2147483648");
  }
}
