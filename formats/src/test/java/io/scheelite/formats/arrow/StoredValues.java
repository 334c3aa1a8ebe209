package io.scheelite.formats.arrow;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Puts values in our canonical form into vectors of Arrow. */
final class StoredValues {
  private StoredValues() {}

  /** The nearest value that a type of Arrow holds. */
  static Object fitting(ArrowType type, Object value) {
    return switch (type) {
      case ArrowType.Int integer when !integer.getIsSigned() ->
          value instanceof BigDecimal number
              ? number.abs().min(new BigDecimal("18446744073709551615"))
              : Math.abs((Long) value) & (1L << integer.getBitWidth()) - 1;
      case ArrowType.FloatingPoint number
          when number.getPrecision() == FloatingPointPrecision.HALF ->
          (double) Float.float16ToFloat(Float.floatToFloat16(((Double) value).floatValue()));
      case ArrowType.Timestamp time -> time(time.getUnit(), (LocalDateTime) value);
      case ArrowType.FixedSizeBinary bytes ->
          ByteBuffer.wrap(Arrays.copyOf(((ByteBuffer) value).array(), bytes.getByteWidth()));
      default -> value;
    };
  }

  private static LocalDateTime time(TimeUnit unit, LocalDateTime value) {
    return switch (unit) {
      case SECOND -> value.truncatedTo(ChronoUnit.SECONDS);
      case MILLISECOND -> value.truncatedTo(ChronoUnit.MILLIS);
      case MICROSECOND -> value;
      case NANOSECOND -> value.withYear(1700 + Math.floorMod(value.getYear(), 500));
    };
  }

  /** Puts a value into a row that has none yet, as the field says. */
  static void set(StoredField field, FieldVector target, int row, @Nullable Object value) {
    if (field.dictionary() != null) {
      if (value == null && !field.dictionary().contains(null)) {
        target.setNull(row);
      } else {
        setInteger(target, row, field.dictionary().indexOf(value));
      }
      return;
    }
    if (value == null) {
      if (target instanceof ListVector || target instanceof LargeListVector) {
        setLength(target, row, 0);
      }
      target.setNull(row);
      return;
    }
    switch (target) {
      case BitVector bits -> bits.setSafe(row, (Boolean) value ? 1 : 0);
      case Float2Vector floats ->
          floats.setSafe(row, Float.floatToFloat16(((Double) value).floatValue()));
      case Float4Vector floats -> floats.setSafe(row, ((Double) value).floatValue());
      case Float8Vector floats -> floats.setSafe(row, (Double) value);
      case DecimalVector decimals -> decimals.setSafe(row, (BigDecimal) value);
      case Decimal256Vector decimals -> decimals.setSafe(row, (BigDecimal) value);
      case DateDayVector days -> days.setSafe(row, (int) ((LocalDate) value).toEpochDay());
      case DateMilliVector days -> days.setSafe(row, ((LocalDate) value).toEpochDay() * 86_400_000);
      case TimeStampVector times ->
          times.setSafe(
              row, units(((ArrowType.Timestamp) field.field().getType()).getUnit(), value));
      case FixedSizeBinaryVector bytes -> bytes.setSafe(row, bytes(value));
      case BaseFixedWidthVector integers -> setInteger(integers, row, ((Number) value).longValue());
      case BaseVariableWidthVector bytes -> bytes.setSafe(row, bytes(value));
      case BaseLargeVariableWidthVector bytes -> bytes.setSafe(row, bytes(value));
      case BaseVariableWidthViewVector bytes -> bytes.setSafe(row, bytes(value));
      default -> setParts(field, target, row, (List<?>) value);
    }
  }

  private static byte[] bytes(Object value) {
    return value instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8)
        : ((ByteBuffer) value).array();
  }

  private static long units(TimeUnit unit, Object value) {
    LocalDateTime time = (LocalDateTime) value;
    ChronoUnit units =
        switch (unit) {
          case SECOND -> ChronoUnit.SECONDS;
          case MILLISECOND -> ChronoUnit.MILLIS;
          case MICROSECOND -> ChronoUnit.MICROS;
          case NANOSECOND -> ChronoUnit.NANOS;
        };
    return units.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), time);
  }

  private static void setInteger(FieldVector target, int row, long value) {
    switch (target) {
      case TinyIntVector integers -> integers.setSafe(row, (byte) value);
      case SmallIntVector integers -> integers.setSafe(row, (short) value);
      case IntVector integers -> integers.setSafe(row, (int) value);
      case BigIntVector integers -> integers.setSafe(row, value);
      case UInt1Vector integers -> integers.setSafe(row, (byte) value);
      case UInt2Vector integers -> integers.setSafe(row, (char) value);
      case UInt4Vector integers -> integers.setSafe(row, (int) value);
      case UInt8Vector integers -> integers.setSafe(row, value);
      default -> throw new IllegalArgumentException(target.getClass().toString());
    }
  }

  private static int setLength(FieldVector target, int row, int length) {
    return switch (target) {
      case ListVector list -> {
        int start = list.startNewValue(row);
        list.endValue(row, length);
        yield start;
      }
      case LargeListVector list -> {
        long start = list.startNewValue(row);
        list.endValue(row, length);
        yield (int) start;
      }
      case FixedSizeListVector list -> list.startNewValue(row);
      default -> throw new IllegalArgumentException(target.getClass().toString());
    };
  }

  private static void setParts(StoredField field, FieldVector target, int row, List<?> parts) {
    if (target instanceof StructVector struct) {
      struct.setIndexDefined(row);
      for (int i = 0; i < parts.size(); i++) {
        set(field.children().get(i), (FieldVector) struct.getChildByOrdinal(i), row, parts.get(i));
      }
      return;
    }
    int start = setLength(target, row, parts.size());
    FieldVector elements = target.getChildrenFromFields().getFirst();
    for (int i = 0; i < parts.size(); i++) {
      set(field.children().getFirst(), elements, start + i, parts.get(i));
    }
  }
}
