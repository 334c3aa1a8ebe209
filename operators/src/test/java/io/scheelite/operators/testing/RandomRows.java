package io.scheelite.operators.testing;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random schemas and rows with many duplicates, nulls, extremes, and strings that begin alike. */
public final class RandomRows {
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          new DataType.Decimal(9, 2),
          new DataType.Decimal(18, 4),
          new DataType.Decimal(38, 10),
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8,
          DataType.UTF8);

  private final RandomGenerator random;

  /** Draws from this generator. */
  public RandomRows(RandomGenerator random) {
    this.random = random;
  }

  /** A schema of so many columns of any type. */
  public Schema schema(int numColumns) {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < numColumns; i++) {
      DataType type = TYPES.get(random.nextInt(TYPES.size()));
      fields.add(new Field("c" + i, type, random.nextInt(3) > 0));
    }
    return new Schema(fields);
  }

  /** Rows of the schema. */
  public List<List<@Nullable Object>> rows(Schema schema, int numRows) {
    boolean[] narrow = new boolean[schema.size()];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = random.nextBoolean();
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int row = 0; row < numRows; row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < schema.size(); i++) {
        Field field = schema.field(i);
        boolean isNull = field.nullable() && random.nextInt(6) == 0;
        values.add(isNull ? null : value(field.type(), narrow[i]));
      }
      rows.add(values);
    }
    return rows;
  }

  private Object value(DataType type, boolean narrow) {
    return switch (type) {
      case DataType.Null _, DataType.Bool _ -> random.nextBoolean();
      case DataType.Int8 _ -> integer(narrow, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case DataType.Int16 _ -> integer(narrow, Short.MIN_VALUE, Short.MAX_VALUE);
      case DataType.Int32 _, DataType.Date _ ->
          integer(narrow, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case DataType.Int64 _, DataType.Timestamp _ ->
          integer(narrow, Long.MIN_VALUE, Long.MAX_VALUE);
      case DataType.Float32 _ -> (double) (float) real(narrow);
      case DataType.Float64 _ -> real(narrow);
      case DataType.Decimal decimal -> decimal(decimal.precision(), narrow);
      case DataType.Utf8 _ -> string(narrow);
      case DataType.Binary _, DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalArgumentException("no values of such a type here: " + type.sqlName());
    };
  }

  private long integer(boolean narrow, long min, long max) {
    return narrow
        ? random.nextInt(10) - 5L
        : switch (random.nextInt(8)) {
          case 0 -> min;
          case 1 -> max;
          default -> min + random.nextLong(1, max - min > 0 ? max - min : Long.MAX_VALUE);
        };
  }

  private double real(boolean narrow) {
    return narrow
        ? random.nextInt(10) - 5
        : switch (random.nextInt(8)) {
          case 0 -> Double.NaN;
          case 1 -> Double.NEGATIVE_INFINITY;
          case 2 -> -0.0;
          case 3 -> 0.0;
          default -> random.nextGaussian() * 1e6;
        };
  }

  private BigInteger decimal(int precision, boolean narrow) {
    BigInteger bound = narrow ? BigInteger.TEN : BigInteger.TEN.pow(precision);
    BigInteger digits =
        new BigInteger(1, new byte[] {0}).add(BigInteger.valueOf(random.nextLong()).abs());
    digits = digits.multiply(BigInteger.valueOf(random.nextLong()).abs()).mod(bound);
    return random.nextBoolean() ? digits : digits.negate();
  }

  private String string(boolean narrow) {
    if (narrow) {
      return "k" + random.nextInt(8);
    }
    String[] beginnings = {"", "a", "Customer#", "a long beginning that many share, ", "é∞𝄞"};
    String beginning = beginnings[random.nextInt(beginnings.length)];
    return switch (random.nextInt(4)) {
      case 0 -> beginning;
      case 1 -> beginning + "\u0000".repeat(random.nextInt(3));
      default -> beginning + random.nextInt(1000) + "x".repeat(random.nextInt(20));
    };
  }
}
