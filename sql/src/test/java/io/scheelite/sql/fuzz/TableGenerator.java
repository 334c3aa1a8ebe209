package io.scheelite.sql.fuzz;

import io.scheelite.sql.fuzz.FuzzTable.Stored;
import io.scheelite.sql.fuzz.Term.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes small tables: one or none or some rows, nulls, keys that repeat, and extremes of every
 * type. Each has the column {@code id}, which is unique, and {@code k}, by which tables can be
 * joined.
 */
public final class TableGenerator {
  private static final List<Integer> NUM_ROWS = List.of(9, 20, 0, 1, 40, 13);
  private static final List<Stored> STORED = List.of(Stored.values());
  private static final List<String> WORDS =
      List.of(
          "",
          "a",
          "b",
          "ab",
          "Abc",
          "x y",
          " pad ",
          "a_b",
          "50%",
          "é",
          "漢字",
          "😀!",
          "12",
          "-3.5",
          "2020-02-29",
          "a longer text with words",
          "a longer text with other words",
          "ABCABCABCABC",
          "ABCABCABCABCD",
          "null");

  private final RandomGenerator random;

  /** A generator. */
  public TableGenerator(RandomGenerator random) {
    this.random = random;
  }

  /** A few tables. */
  public List<FuzzTable> next() {
    List<FuzzTable> tables = new ArrayList<>();
    for (int i = 0; i < NUM_ROWS.size(); i++) {
      tables.add(table("t" + i, NUM_ROWS.get(i)));
    }
    return tables;
  }

  /** A column and what makes its values. */
  private record Filled(Shape shape, Supplier<String> values) {}

  private FuzzTable table(String name, int numRows) {
    List<Column> columns = new ArrayList<>();
    List<Supplier<String>> values = new ArrayList<>();
    int[] nextId = {0};
    columns.add(new Column("id", Shape.integer(32, 1000)));
    values.add(() -> Integer.toString(nextId[0]++));
    columns.add(new Column("k", Shape.integer(32, 8)));
    values.add(orNull(() -> Integer.toString(random.nextInt(8)), 10));
    int more = 4 + random.nextInt(5);
    for (int i = 0; i < more; i++) {
      Filled filled = filled(random.nextInt(16));
      columns.add(new Column("c" + i, filled.shape()));
      int percent = random.nextInt(9) == 0 ? 100 : random.nextInt(4) * 12;
      values.add(orNull(filled.values(), percent));
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      rows.add(values.stream().map(Supplier::get).toList());
    }
    return new FuzzTable(name, columns, rows, STORED.get(random.nextInt(STORED.size())));
  }

  private Supplier<String> orNull(Supplier<String> values, int percent) {
    return () -> random.nextInt(100) < percent ? "NULL" : values.get();
  }

  private Filled filled(int profile) {
    return switch (profile) {
      case 0 -> integers(8, 10);
      case 1 -> integers(16, 1000);
      case 2, 3 -> integers(32, 12);
      case 4 -> extremeIntegers(List.of(8, 16, 32, 64).get(random.nextInt(4)));
      case 5 -> integers(64, 5_000_000_000L);
      case 6 -> decimals(random.nextInt(3) == 0);
      case 7 -> decimals(false);
      case 8 -> doubles();
      case 9 -> wildDoubles();
      case 10, 11 -> texts();
      case 14 -> specialDoubles();
      case 15 -> reals();
      case 12 -> new Filled(Shape.BOOLEAN, () -> Boolean.toString(random.nextBoolean()));
      default ->
          random.nextBoolean()
              ? new Filled(Shape.DATE, () -> "date '" + day() + "'")
              : new Filled(Shape.TIMESTAMP, this::timestamp);
    };
  }

  private Filled integers(int bits, long bound) {
    return new Filled(
        Shape.integer(bits, bound), () -> Long.toString(random.nextLong(-bound, bound + 1)));
  }

  private Filled extremeIntegers(int bits) {
    BigInteger max = Shape.capacity(bits).toBigInteger();
    List<BigInteger> values =
        List.of(
            max,
            max.negate(),
            max.negate().subtract(BigInteger.ONE),
            max.subtract(BigInteger.ONE),
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.ONE.negate());
    BigDecimal bound = new BigDecimal(max.add(BigInteger.ONE));
    return new Filled(
        Shape.integer(bits, bound), () -> values.get(random.nextInt(values.size())).toString());
  }

  private Filled decimals(boolean extreme) {
    int precision = List.of(4, 9, 10, 15, 18, 19, 25, 38, 1, 2).get(random.nextInt(10));
    int scale = random.nextInt(5) == 0 ? precision : random.nextInt(Math.min(precision, 7) + 1);
    BigInteger max = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
    BigInteger most = extreme ? max : max.min(BigInteger.valueOf(random.nextInt(2) * 99_000 + 99));
    Supplier<String> values =
        () -> {
          BigInteger unscaled =
              extreme && random.nextInt(3) > 0
                  ? List.of(max, max.negate(), BigInteger.ZERO).get(random.nextInt(3))
                  : new BigInteger(most.bitLength() + 8, new Source(random))
                      .mod(most.add(BigInteger.ONE));
          BigDecimal value =
              new BigDecimal(random.nextInt(3) == 0 ? unscaled.negate() : unscaled, scale);
          return "cast('"
              + value.toPlainString()
              + "' as decimal("
              + precision
              + ", "
              + scale
              + "))";
        };
    return new Filled(Shape.decimal(precision, scale, new BigDecimal(most, scale)), values);
  }

  /** Randomness where the class library wants its older kind. */
  private static final class Source extends java.util.Random {
    private static final long serialVersionUID = 1L;
    private final transient RandomGenerator generator;

    Source(RandomGenerator generator) {
      super(0);
      this.generator = generator;
    }

    @Override
    protected int next(int bits) {
      return generator.nextInt() >>> (32 - bits);
    }
  }

  private Filled doubles() {
    return new Filled(
        Shape.real(3, BigDecimal.valueOf(500)),
        () -> "cast('" + (random.nextInt(8001) - 4000) / 8.0 + "' as double)");
  }

  private Filled wildDoubles() {
    List<String> values =
        List.of(
            "1e308", "-1e308", "5e-324", "0.1", "-2.5", "1e15", "123456789.125", "0", "1e-7", "3");
    return new Filled(
        new Shape(Shape.Kind.DOUBLE, 0, 0, Shape.WILD, true),
        () -> "cast('" + values.get(random.nextInt(values.size())) + "' as double)");
  }

  private Filled specialDoubles() {
    List<String> values = List.of("nan", "infinity", "-infinity", "0.0", "1.5", "-2");
    return new Filled(
        new Shape(Shape.Kind.DOUBLE, 0, 0, Shape.WILD, true),
        () -> "cast('" + values.get(random.nextInt(values.size())) + "' as double)");
  }

  private Filled reals() {
    List<String> values = List.of("0.1", "-2.5", "16777216", "1e30", "3", "0.3", "1e-20");
    return new Filled(
        new Shape(Shape.Kind.DOUBLE, Shape.REAL, 0, Shape.WILD, true),
        () -> "cast('" + values.get(random.nextInt(values.size())) + "' as real)");
  }

  private Filled texts() {
    int from = random.nextInt(WORDS.size());
    int count = 2 + random.nextInt(WORDS.size() - 2);
    return new Filled(
        Shape.text(40), () -> "'" + WORDS.get((from + random.nextInt(count)) % WORDS.size()) + "'");
  }

  private LocalDate day() {
    return random.nextInt(8) == 0
        ? LocalDate.of(1582 + random.nextInt(900), 2, 28)
        : LocalDate.of(2020, 1, 1).plusDays(random.nextInt(500));
  }

  private String timestamp() {
    return String.format(
        Locale.ROOT,
        "timestamp '%s %02d:%02d:%02d%s'",
        day(),
        random.nextInt(24),
        random.nextInt(60),
        random.nextInt(60),
        List.of("", ".5", ".000001", ".123456").get(random.nextInt(4)));
  }
}
