package io.scheelite.columnar;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Makes up rows: nulls, extremes, few or many distinct values, short and long strings. */
public final class RandomRows {
  /** Types of columns, decimals of each width among them, strings more often than others. */
  public static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          new DataType.Decimal(9, 2),
          new DataType.Decimal(18, 0),
          new DataType.Decimal(38, 10),
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          DataType.UTF8,
          DataType.BINARY);

  private static final List<String> WORDS =
      List.of(
          "",
          "a",
          "ab",
          "PROMO BRUSHED",
          "Brand#12",
          "twelve bytes",
          "thirteen byte",
          "é",
          "日本語",
          "special requests",
          "😀 smile",
          "%_\\",
          "a\0",
          "Zürich über alles",
          " padded ",
          "-1.50");

  private RandomRows() {}

  /** Rows of a schema; columns that are not nullable hold no nulls. */
  public static List<List<@Nullable Object>> rows(
      Schema schema, int numRows, RandomGenerator random) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    boolean[] narrow = new boolean[schema.size()];
    int[] nullPercent = new int[schema.size()];
    @Nullable Object[] repeated = new Object[schema.size()];
    for (int c = 0; c < schema.size(); c++) {
      narrow[c] = random.nextInt(3) > 0;
      boolean someNull = schema.field(c).nullable() && random.nextInt(4) > 0;
      nullPercent[c] = someNull ? List.of(1, 20, 90, 100).get(random.nextInt(4)) : 0;
      repeated[c] = random.nextInt(6) == 0 ? value(schema.type(c), narrow[c], random) : null;
    }
    for (int i = 0; i < numRows; i++) {
      @Nullable Object[] row = new Object[schema.size()];
      for (int c = 0; c < row.length; c++) {
        if (random.nextInt(100) >= nullPercent[c]) {
          row[c] = repeated[c] != null ? repeated[c] : value(schema.type(c), narrow[c], random);
        }
      }
      rows.add(Arrays.asList(row));
    }
    return rows;
  }

  /** One value in canonical form; {@code narrow} asks for small numbers. */
  public static Object value(DataType type, boolean narrow, RandomGenerator random) {
    return switch (type) {
      case DataType.Null _, DataType.Bool _ -> random.nextBoolean();
      case DataType.Int8 _ -> integer(7, narrow, random).longValueExact();
      case DataType.Int16 _ -> integer(15, narrow, random).longValueExact();
      case DataType.Int32 _ -> integer(31, narrow, random).longValueExact();
      case DataType.Int64 _ -> integer(63, narrow, random).longValueExact();
      case DataType.Float32 _ -> (double) (float) floating(narrow, random);
      case DataType.Float64 _ -> floating(narrow, random);
      case DataType.Decimal(int precision, int _) ->
          JavaValues.fromInteger(type, decimal(precision, narrow, random));
      case DataType.Date _ -> // years -9999 to 9999 or so
          JavaValues.fromInteger(
              type, BigInteger.valueOf(narrow ? random.nextInt(20_000) : date(random)));
      case DataType.Timestamp _ ->
          JavaValues.fromInteger(
              type,
              BigInteger.valueOf(
                  date(random) * 86_400_000_000L
                      + (narrow ? 0 : random.nextLong(86_400_000_000L))));
      case DataType.Utf8 _ -> string(narrow, random);
      case DataType.Binary _ -> {
        byte[] bytes = new byte[random.nextInt(narrow ? 3 : 30)];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (random.nextBoolean() ? random.nextInt(2) : random.nextInt());
        }
        yield ByteBuffer.wrap(bytes);
      }
      case DataType.List list -> elements(list.element(), narrow, random);
      case DataType.Struct struct -> {
        List<@Nullable Object> fields = new ArrayList<>();
        struct.fields().forEach(field -> fields.add(part(field.type(), narrow, random)));
        yield fields;
      }
      case DataType.Map map -> {
        List<List<@Nullable Object>> entries = new ArrayList<>();
        for (Object key : elements(map.key(), narrow, random)) {
          if (key != null) {
            entries.add(Arrays.asList(key, part(map.value(), narrow, random)));
          }
        }
        yield entries;
      }
    };
  }

  private static List<@Nullable Object> elements(
      DataType type, boolean narrow, RandomGenerator random) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (int left = random.nextInt(narrow ? 3 : 9); left > 0; left--) {
      elements.add(part(type, narrow, random));
    }
    return elements;
  }

  private static @Nullable Object part(DataType type, boolean narrow, RandomGenerator random) {
    return random.nextInt(6) == 0 || type instanceof DataType.Null
        ? null
        : value(type, narrow, random);
  }

  /** Any type, sometimes a nested one. */
  public static DataType type(RandomGenerator random) {
    return random.nextInt(5) == 0 ? nestedType(2, random) : TYPES.get(random.nextInt(TYPES.size()));
  }

  /** A type of values that are made of others, of at most so many levels more. */
  public static DataType nestedType(int levels, RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> new DataType.List(partType(levels, random));
      case 1 -> new DataType.Map(TYPES.get(random.nextInt(TYPES.size())), partType(levels, random));
      default -> {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          fields.add(new Field("f" + i, partType(levels, random), true));
        }
        yield new DataType.Struct(fields);
      }
    };
  }

  private static DataType partType(int levels, RandomGenerator random) {
    return levels > 0 && random.nextInt(3) == 0
        ? nestedType(levels - 1, random)
        : TYPES.get(random.nextInt(TYPES.size()));
  }

  private static int date(RandomGenerator random) {
    return random.nextInt(4_000_000) - 1_500_000 + 719_528 / 2;
  }

  private static BigInteger integer(int bits, boolean narrow, RandomGenerator random) {
    BigInteger max = BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
    if (narrow) {
      return BigInteger.valueOf(random.nextInt(21) - 10);
    }
    return switch (random.nextInt(6)) {
      case 0 -> max;
      case 1 -> max.not();
      case 2 -> BigInteger.ZERO;
      case 3 -> BigInteger.valueOf(random.nextLong()).mod(BigInteger.valueOf(100)).min(max);
      default -> BigInteger.valueOf(random.nextLong() >> (63 - bits) >> random.nextInt(bits));
    };
  }

  private static BigInteger decimal(int precision, boolean narrow, RandomGenerator random) {
    BigInteger limit = BigInteger.TEN.pow(precision);
    if (narrow) {
      return BigInteger.valueOf(random.nextInt(2001) - 1000).remainder(limit);
    }
    return switch (random.nextInt(6)) {
      case 0 -> limit.subtract(BigInteger.ONE);
      case 1 -> BigInteger.ONE.subtract(limit);
      case 2 -> BigInteger.ZERO;
      default -> {
        BigInteger any = new BigInteger(128, new Random(random.nextLong()));
        BigInteger smaller = any.remainder(BigInteger.TEN.pow(1 + random.nextInt(precision)));
        yield random.nextBoolean() ? smaller : smaller.negate();
      }
    };
  }

  private static double floating(boolean narrow, RandomGenerator random) {
    if (narrow) {
      return (random.nextInt(41) - 20) / 4.0;
    }
    return switch (random.nextInt(8)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> -0.0;
      case 4 -> 0.0;
      default -> (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20));
    };
  }

  private static String string(boolean narrow, RandomGenerator random) {
    if (narrow || random.nextInt(3) == 0) {
      return WORDS.get(random.nextInt(WORDS.size()));
    }
    int length = random.nextInt(40);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(10) == 0 ? 'ß' : (char) ('a' + random.nextInt(4)));
    }
    return text.toString();
  }
}
