package io.scheelite.formats.parquet.encoded;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.JavaValues;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.Float16Type;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.JsonType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.UUIDType;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a leaf are and how they are stored: as Boolean, Integer, Long, Float, Double
 * or Binary.
 */
@SuppressWarnings("ImmutableEnumChecker") // types never change
enum LeafKind {
  BOOLEAN(Type.BOOLEAN, 0, DataType.BOOLEAN),
  INT8(Type.INT32, 0, DataType.INT8),
  INT16(Type.INT32, 0, DataType.INT16),
  INT32(Type.INT32, 0, DataType.INT32),
  INT64(Type.INT64, 0, DataType.INT64),
  UINT8(Type.INT32, 0, DataType.INT16),
  UINT16(Type.INT32, 0, DataType.INT32),
  UINT32(Type.INT32, 0, DataType.INT64),
  UINT64(Type.INT64, 0, new DataType.Decimal(20, 0)),
  DATE(Type.INT32, 0, DataType.DATE),
  MILLIS(Type.INT64, 0, DataType.TIMESTAMP),
  MICROS(Type.INT64, 0, DataType.TIMESTAMP),
  NANOS(Type.INT64, 0, DataType.TIMESTAMP),
  INT96(Type.INT96, 12, DataType.TIMESTAMP),
  FLOAT(Type.FLOAT, 0, DataType.FLOAT32),
  DOUBLE(Type.DOUBLE, 0, DataType.FLOAT64),
  FLOAT16(Type.FIXED_LEN_BYTE_ARRAY, 2, DataType.FLOAT32),
  DECIMAL_INT32(Type.INT32, 0, new DataType.Decimal(9, 2)),
  DECIMAL_INT64(Type.INT64, 0, new DataType.Decimal(18, 4)),
  DECIMAL_SHORT(Type.FIXED_LEN_BYTE_ARRAY, 3, new DataType.Decimal(6, 1)),
  DECIMAL_FIXED(Type.FIXED_LEN_BYTE_ARRAY, 16, new DataType.Decimal(38, 10)),
  DECIMAL_BYTES(Type.BYTE_ARRAY, 0, new DataType.Decimal(30, 3)),
  TEXT(Type.BYTE_ARRAY, 0, DataType.UTF8),
  JSON(Type.BYTE_ARRAY, 0, DataType.UTF8),
  BYTES(Type.BYTE_ARRAY, 0, DataType.BINARY),
  FIXED_BYTES(Type.FIXED_LEN_BYTE_ARRAY, 5, DataType.BINARY),
  UUID(Type.FIXED_LEN_BYTE_ARRAY, 16, DataType.UTF8);

  private static final List<String> BEGINNINGS =
      List.of("", "a", "Customer#", "a long beginning that many share, ", "é∞𝄞", "PROMO");
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;
  private static final long NANOS_PER_DAY = 86_400_000_000_000L;

  final Type stored;
  final int length;
  final DataType type;

  LeafKind(Type stored, int length, DataType type) {
    this.stored = stored;
    this.length = length;
    this.type = type;
  }

  /** Says in the schema what the values are, with the newer annotation, the older one or both. */
  void annotate(SchemaElement element, boolean logical, boolean converted) {
    element.setType(stored);
    if (stored == Type.FIXED_LEN_BYTE_ARRAY) {
      element.setType_length(length);
    }
    LogicalType newer = newer();
    ConvertedType older = older();
    if (newer != null && (logical || older == null)) {
      element.setLogicalType(newer);
    }
    if (older != null && (converted || newer == null || !logical)) {
      element.setConverted_type(older);
    }
    if (type instanceof DataType.Decimal(int precision, int scale) && this != UINT64) {
      element.setPrecision(precision);
      element.setScale(scale);
    }
  }

  private @Nullable LogicalType newer() {
    return switch (this) {
      case INT8, INT16 -> integer(this == INT8 ? 8 : 16, true);
      case UINT8, UINT16, UINT32, UINT64 -> integer(Integer.parseInt(name().substring(4)), false);
      case DATE -> LogicalType.DATE(new DateType());
      case MILLIS -> timestamp(TimeUnit.MILLIS(new MilliSeconds()));
      case MICROS -> timestamp(TimeUnit.MICROS(new MicroSeconds()));
      case NANOS -> timestamp(TimeUnit.NANOS(new NanoSeconds()));
      case FLOAT16 -> LogicalType.FLOAT16(new Float16Type());
      case DECIMAL_INT32, DECIMAL_INT64, DECIMAL_SHORT, DECIMAL_FIXED, DECIMAL_BYTES -> {
        DataType.Decimal decimal = (DataType.Decimal) type;
        yield LogicalType.DECIMAL(new DecimalType(decimal.scale(), decimal.precision()));
      }
      case TEXT -> LogicalType.STRING(new StringType());
      case JSON -> LogicalType.JSON(new JsonType());
      case UUID -> LogicalType.UUID(new UUIDType());
      case BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTES, FIXED_BYTES -> null;
    };
  }

  private static LogicalType integer(int bits, boolean signed) {
    return LogicalType.INTEGER(new IntType((byte) bits, signed));
  }

  private static LogicalType timestamp(TimeUnit unit) {
    return LogicalType.TIMESTAMP(new TimestampType(false, unit));
  }

  private @Nullable ConvertedType older() {
    return switch (this) {
      case INT8 -> ConvertedType.INT_8;
      case INT16 -> ConvertedType.INT_16;
      case UINT8 -> ConvertedType.UINT_8;
      case UINT16 -> ConvertedType.UINT_16;
      case UINT32 -> ConvertedType.UINT_32;
      case UINT64 -> ConvertedType.UINT_64;
      case DATE -> ConvertedType.DATE;
      case DECIMAL_INT32, DECIMAL_INT64, DECIMAL_SHORT, DECIMAL_FIXED, DECIMAL_BYTES ->
          ConvertedType.DECIMAL;
      case TEXT -> ConvertedType.UTF8;
      case JSON -> ConvertedType.JSON;
      // the older annotations of timestamps would mean a time zone
      case MILLIS, MICROS, NANOS, FLOAT16, UUID -> null;
      case BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTES, FIXED_BYTES -> null;
    };
  }

  /** A value as it is stored; {@code narrow} asks for one of few. */
  Object random(boolean narrow, RandomGenerator random) {
    return switch (this) {
      case BOOLEAN -> random.nextInt(narrow ? 10 : 2) == 0;
      case INT8 -> (int) bits(7, narrow, random);
      case INT16 -> (int) bits(15, narrow, random);
      case INT32, DATE -> (int) bits(31, narrow, random);
      case UINT8 -> (int) bits(8, narrow, random) & 0xFF;
      case UINT16 -> (int) bits(16, narrow, random) & 0xFFFF;
      case UINT32 -> (int) bits(31, narrow, random);
      case INT64, UINT64, MICROS, NANOS -> bits(63, narrow, random);
      case MILLIS -> bits(52, narrow, random);
      case INT96 -> {
        ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(narrow ? 0 : random.nextLong(NANOS_PER_DAY));
        bytes.putInt((int) (JULIAN_DAY_OF_1970 + random.nextInt(40_000) - 20_000));
        yield Binary.fromConstantByteArray(bytes.array());
      }
      case FLOAT -> (float) real(narrow, random);
      case DOUBLE -> real(narrow, random);
      case FLOAT16 -> {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(
            narrow
                ? Float.floatToFloat16((float) real(true, random))
                : (short) random.nextInt(1 << 16));
        yield Binary.fromConstantByteArray(bytes.array());
      }
      case DECIMAL_INT32 -> decimal(narrow, random).intValueExact();
      case DECIMAL_INT64 -> decimal(narrow, random).longValueExact();
      case DECIMAL_SHORT, DECIMAL_FIXED, DECIMAL_BYTES -> {
        byte[] bytes = decimal(narrow, random).toByteArray();
        int width = length > 0 ? length : bytes.length + random.nextInt(3);
        byte[] wide = new byte[width];
        Arrays.fill(wide, (byte) (bytes[0] >> 7));
        System.arraycopy(bytes, 0, wide, width - bytes.length, bytes.length);
        yield Binary.fromConstantByteArray(wide);
      }
      case TEXT -> Binary.fromString(text(narrow, random));
      case JSON -> Binary.fromString("{\"k\": " + bits(20, narrow, random) + "}");
      case BYTES, FIXED_BYTES, UUID -> {
        byte[] bytes = new byte[length > 0 ? length : random.nextInt(narrow ? 3 : 40)];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (narrow ? random.nextInt(2) : random.nextInt());
        }
        yield Binary.fromConstantByteArray(bytes);
      }
    };
  }

  private static long bits(int bits, boolean narrow, RandomGenerator random) {
    if (narrow) {
      return random.nextInt(21) - 10L;
    }
    long max = (1L << bits) - 1;
    return switch (random.nextInt(6)) {
      case 0 -> bits == 63 ? Long.MAX_VALUE : max;
      case 1 -> bits == 63 ? Long.MIN_VALUE : ~max;
      case 2 -> 0;
      default -> random.nextLong() >> (63 - bits) >> random.nextInt(bits);
    };
  }

  private static double real(boolean narrow, RandomGenerator random) {
    if (narrow) {
      return (random.nextInt(41) - 20) / 4.0;
    }
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.NEGATIVE_INFINITY;
      case 2 -> -0.0;
      case 3 -> 0.0;
      default -> random.nextGaussian() * 1e6;
    };
  }

  private BigInteger decimal(boolean narrow, RandomGenerator random) {
    int precision = ((DataType.Decimal) type).precision();
    BigInteger limit = BigInteger.TEN.pow(narrow ? 2 : 1 + random.nextInt(precision));
    BigInteger any = new BigInteger(140, new Random(random.nextLong())).remainder(limit);
    return random.nextBoolean() ? any : any.negate();
  }

  private static String text(boolean narrow, RandomGenerator random) {
    if (narrow) {
      return "k" + random.nextInt(8);
    }
    String beginning = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
    return random.nextInt(4) == 0
        ? beginning
        : beginning + random.nextInt(1000) + "x".repeat(random.nextInt(20));
  }

  /** A stored value as {@code Batches.rows} gives it. */
  Object canonical(Object value) {
    return switch (this) {
      case BOOLEAN -> value;
      case INT8, INT16, INT32, UINT8, UINT16, DATE, DECIMAL_INT32 ->
          JavaValues.fromInteger(type, BigInteger.valueOf((Integer) value));
      case UINT32 -> Integer.toUnsignedLong((Integer) value);
      case INT64, MICROS, DECIMAL_INT64 -> integer(BigInteger.valueOf((Long) value));
      case UINT64 -> integer(new BigInteger(Long.toUnsignedString((Long) value)));
      case MILLIS -> integer(BigInteger.valueOf((Long) value * 1000));
      case NANOS -> integer(BigInteger.valueOf(Math.floorDiv((Long) value, 1000L)));
      case INT96 -> {
        ByteBuffer bytes = buffer(value);
        long nanos = bytes.getLong(0);
        long days = bytes.getInt(8) - JULIAN_DAY_OF_1970;
        yield integer(BigInteger.valueOf(days * 86_400_000_000L + nanos / 1000));
      }
      case FLOAT -> (double) (Float) value;
      case DOUBLE -> value;
      case FLOAT16 -> (double) Float.float16ToFloat(buffer(value).getShort(0));
      case DECIMAL_SHORT, DECIMAL_FIXED, DECIMAL_BYTES ->
          integer(new BigInteger(((Binary) value).getBytes()));
      case TEXT, JSON -> ((Binary) value).toStringUsingUTF8();
      case UUID -> {
        ByteBuffer bytes = ByteBuffer.wrap(((Binary) value).getBytes());
        yield new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
      }
      case BYTES, FIXED_BYTES -> ByteBuffer.wrap(((Binary) value).getBytes());
    };
  }

  private Object integer(BigInteger value) {
    return JavaValues.fromInteger(type, value);
  }

  private static ByteBuffer buffer(Object value) {
    return ByteBuffer.wrap(((Binary) value).getBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether statistics of the values have an order that these files make use of. */
  boolean isOrdered() {
    return switch (this) {
      case BOOLEAN, INT8, INT16, INT32, INT64, DATE, MILLIS, MICROS, NANOS -> true;
      case FLOAT, DOUBLE, DECIMAL_INT32, DECIMAL_INT64, TEXT, BYTES, UUID -> true;
      case UINT8, UINT16, UINT32, UINT64 -> true;
      case INT96, FLOAT16, DECIMAL_SHORT, DECIMAL_FIXED, DECIMAL_BYTES, JSON, FIXED_BYTES -> false;
    };
  }

  /** Compares stored values of an ordered kind. */
  int compare(Object left, Object right) {
    return switch (left) {
      case Boolean flag -> flag.compareTo((Boolean) right);
      case Integer number when this == UINT32 -> Integer.compareUnsigned(number, (Integer) right);
      case Integer number -> number.compareTo((Integer) right);
      case Long number when this == UINT64 -> Long.compareUnsigned(number, (Long) right);
      case Long number -> number.compareTo((Long) right);
      case Float number -> number.compareTo((Float) right);
      case Double number -> number.compareTo((Double) right);
      case Binary bytes -> Arrays.compareUnsigned(bytes.getBytes(), ((Binary) right).getBytes());
      default -> throw new IllegalArgumentException("no order: " + left);
    };
  }

  /** A stored value as statistics hold it: plain, without a length. */
  static byte[] plain(Object value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    switch (value) {
      case Boolean flag -> bytes.put((byte) (flag ? 1 : 0));
      case Integer number -> bytes.putInt(number);
      case Long number -> bytes.putLong(number);
      case Float number -> bytes.putFloat(number);
      case Double number -> bytes.putDouble(number);
      case Binary binary -> {
        return binary.getBytes();
      }
      default -> throw new IllegalArgumentException("not stored: " + value);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
