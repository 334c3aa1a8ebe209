package io.scheelite.columnar;

import org.jspecify.annotations.Nullable;

/**
 * Describes one column of a {@link Batch}: where its values and validity bits lie and how to read
 * them.
 *
 * <p>A vector is an immutable description of memory that somebody else owns; it is cheap (one per
 * column and batch) and is never closed. The memory is valid as long as the batch is lent (see
 * {@link Batch}).
 *
 * <ul>
 *   <li><b>Validity</b>: a bitmap, one bit per row, least significant bit first, 1 = not null,
 *       padded to whole 64-bit words whose spare bits are undefined. Address 0 means that no row is
 *       null.
 *   <li><b>Null rows hold zero</b>: the value slot of a null row is all zero bytes (code 0 under a
 *       dictionary), so that kernels may compute on it without looking.
 *   <li><b>Physical width</b>: integers, decimals, dates and timestamps may lie in any integer
 *       width that holds their values, not only in the type's widest one.
 *   <li><b>Interval</b>: for integers of at most 64 bits, every value lies in [{@link #minValue()},
 *       {@link #maxValue()}]. The interval is computed while decoding or derived from operands,
 *       never believed from a file's statistics: kernels drop overflow checks because of it.
 * </ul>
 */
public final class ColumnVector {
  private final DataType type;
  private final Encoding encoding;
  private final PhysicalType physicalType;
  private final int numRows;
  private final long valuesAddress;
  private final long validityAddress;
  private final long minValue;
  private final long maxValue;
  private final @Nullable ColumnVector dictionary;

  // private: the factories below are what callers see, none with more than seven parameters
  @SuppressWarnings("checkstyle:ParameterNumber")
  private ColumnVector(
      DataType type,
      Encoding encoding,
      PhysicalType physicalType,
      int numRows,
      long valuesAddress,
      long validityAddress,
      long minValue,
      long maxValue,
      @Nullable ColumnVector dictionary) {
    this.type = type;
    this.encoding = encoding;
    this.physicalType = physicalType;
    this.numRows = numRows;
    this.valuesAddress = valuesAddress;
    this.validityAddress = validityAddress;
    this.minValue = minValue;
    this.maxValue = maxValue;
    this.dictionary = dictionary;
  }

  /** A flat vector whose interval is the whole range of {@code physicalType}. */
  public static ColumnVector flat(
      DataType type,
      PhysicalType physicalType,
      int numRows,
      long valuesAddress,
      long validityAddress) {
    return new ColumnVector(
        type,
        Encoding.FLAT,
        physicalType,
        numRows,
        valuesAddress,
        validityAddress,
        smallest(physicalType),
        largest(physicalType),
        null);
  }

  /**
   * A dictionary-encoded vector: row {@code i} is {@code dictionary}'s value at the 32-bit code
   * {@code i}.
   *
   * @param codesAddress {@code numRows} 32-bit codes, each in [0, dictionary.numRows())
   * @param dictionary a flat vector without nulls
   */
  public static ColumnVector dictionary(
      int numRows, long codesAddress, long validityAddress, ColumnVector dictionary) {
    assert dictionary.encoding == Encoding.FLAT && dictionary.validityAddress == 0;
    return new ColumnVector(
        dictionary.type,
        Encoding.DICTIONARY,
        dictionary.physicalType,
        numRows,
        codesAddress,
        validityAddress,
        dictionary.minValue,
        dictionary.maxValue,
        dictionary);
  }

  /**
   * A vector that repeats the non-null value at {@code valueAddress} (for BIT: bit 0 of the word
   * there).
   */
  public static ColumnVector constant(
      DataType type, PhysicalType physicalType, int numRows, long valueAddress) {
    return new ColumnVector(
        type,
        Encoding.CONSTANT,
        physicalType,
        numRows,
        valueAddress,
        0,
        smallest(physicalType),
        largest(physicalType),
        null);
  }

  /** The same vector with a tighter interval. */
  public ColumnVector withInterval(long minValue, long maxValue) {
    assert physicalType.isNarrowInteger();
    return new ColumnVector(
        type,
        encoding,
        physicalType,
        numRows,
        valuesAddress,
        validityAddress,
        minValue,
        maxValue,
        dictionary);
  }

  /** The same memory seen as {@code type}, which must have a compatible physical form. */
  public ColumnVector withType(DataType type) {
    return new ColumnVector(
        type,
        encoding,
        physicalType,
        numRows,
        valuesAddress,
        validityAddress,
        minValue,
        maxValue,
        dictionary == null ? null : dictionary.withType(type));
  }

  /** What a value means. */
  public DataType type() {
    return type;
  }

  /** How rows map to values. */
  public Encoding encoding() {
    return encoding;
  }

  /** The form of a value: of the dictionary's values where {@link #encoding()} is DICTIONARY. */
  public PhysicalType physicalType() {
    return physicalType;
  }

  /** Rows, nulls included. */
  public int numRows() {
    return numRows;
  }

  /** FLAT: the values; DICTIONARY: the 32-bit codes; CONSTANT: the one value. */
  public long valuesAddress() {
    return valuesAddress;
  }

  /** The validity bitmap, or 0 when no row is null. */
  public long validityAddress() {
    return validityAddress;
  }

  /** Whether rows may be null. */
  public boolean mayHaveNulls() {
    return validityAddress != 0;
  }

  /** Lower bound of all non-null values; only for integers of at most 64 bits. */
  public long minValue() {
    return minValue;
  }

  /** Upper bound of all non-null values; only for integers of at most 64 bits. */
  public long maxValue() {
    return maxValue;
  }

  /** The dictionary; only where {@link #encoding()} is DICTIONARY. */
  public ColumnVector dictionary() {
    ColumnVector result = dictionary;
    if (result == null) {
      throw new IllegalStateException("vector has no dictionary: encoding=" + encoding);
    }
    return result;
  }

  private static long smallest(PhysicalType physicalType) {
    return switch (physicalType) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case BIT, INT64, INT128, FLOAT32, FLOAT64, VIEW -> Long.MIN_VALUE;
    };
  }

  private static long largest(PhysicalType physicalType) {
    return switch (physicalType) {
      case INT8 -> Byte.MAX_VALUE;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case BIT, INT64, INT128, FLOAT32, FLOAT64, VIEW -> Long.MAX_VALUE;
    };
  }
}
