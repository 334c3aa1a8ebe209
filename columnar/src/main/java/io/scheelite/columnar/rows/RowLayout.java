package io.scheelite.columnar.rows;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.NativeMemory;
import java.util.stream.IntStream;

/**
 * Describes a row of a {@link RowCollection}.
 *
 * <pre>
 *   0            8                                  nullOffset                  stateOffset
 *  +------------+----------+----------+-----+------+-----------+---------------+-------------+
 *  | hash       | 16 and 8 byte columns     | 4, 2 | null bits | pad to words  | state, pad  |
 *  | (optional) |          |          |     | 1    |           |               | to words    |
 *  +------------+----------+----------+-----+------+-----------+---------------+-------------+
 * </pre>
 *
 * <p>Columns have the width of their type's {@link PhysicalType}, booleans one byte; they lie in
 * the order of decreasing width, so that nothing needs padding. Columns that the schema calls
 * nullable have a null bit, 1 = null; the slot of a null is all zero. A string is as in {@link
 * io.scheelite.columnar.StringView}, but a long one has the distance of its bytes from the
 * beginning of the row in place of an address. The state is the user's: all zero at first; in rows
 * that are spilled it holds no addresses. Immutable.
 */
public final class RowLayout {
  /** Where the hash lies, in layouts that have one. */
  public static final int HASH_OFFSET = 0;

  private final Schema schema;
  private final boolean hashed;
  private final int stateBytes;
  private final int[] columnOffsets;
  private final int[] nullBits;
  private final int[] stringOffsets;
  private final int nullOffset;
  private final int firstNullWord;
  private final int stateOffset;
  private final int rowSizeBytes;

  private RowLayout(Schema schema, boolean hashed, int stateBytes) {
    this.schema = schema;
    this.hashed = hashed;
    this.stateBytes = stateBytes;
    this.columnOffsets = new int[schema.size()];
    this.nullBits = new int[schema.size()];
    int offset = hashed ? Long.BYTES : 0;
    for (int width = PhysicalType.VIEW.widthBytes(); width >= 1; width /= 2) {
      for (int i = 0; i < schema.size(); i++) {
        if (columnBytes(i) == width) {
          columnOffsets[i] = offset;
          offset += width;
        }
      }
    }
    this.nullOffset = offset;
    int nextNullBit = 8 * offset;
    for (int i = 0; i < schema.size(); i++) {
      nullBits[i] = schema.field(i).nullable() ? nextNullBit++ : -1;
    }
    this.stateOffset = words((nextNullBit + 7) >>> 3);
    this.firstNullWord = nextNullBit == 8 * offset ? stateOffset : offset & -Long.BYTES;
    this.rowSizeBytes = Math.max(Long.BYTES, stateOffset + words(stateBytes));
    this.stringOffsets =
        IntStream.range(0, schema.size())
            .filter(i -> schema.type(i).physicalType() == PhysicalType.VIEW)
            .map(i -> columnOffsets[i])
            .toArray();
  }

  private static int words(int bytes) {
    return (bytes + 7) & -8;
  }

  /** Rows with their hash and so many bytes of state. */
  public static RowLayout of(Schema columns, int stateBytes) {
    return new RowLayout(columns, true, stateBytes);
  }

  /** Rows without a hash. */
  public static RowLayout withoutHash(Schema columns, int stateBytes) {
    return new RowLayout(columns, false, stateBytes);
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** Bytes of a row without its long strings, whole words. */
  public int rowSizeBytes() {
    return rowSizeBytes;
  }

  /** Whether rows have their hash at {@link #HASH_OFFSET}. */
  public boolean hasHash() {
    return hashed;
  }

  /** Where a column's value lies. */
  public int columnOffset(int column) {
    return columnOffsets[column];
  }

  /** Width of a column's value. */
  public int columnBytes(int column) {
    return Math.max(1, schema.type(column).physicalType().widthBytes());
  }

  /** A column's null bit, counted from the beginning of the row, or -1 if it is never null. */
  public int nullBit(int column) {
    return nullBits[column];
  }

  /** Where the first null bits lie. */
  public int nullOffset() {
    return nullOffset;
  }

  /** Where the state lies: a multiple of eight. */
  public int stateOffset() {
    return stateOffset;
  }

  /** Bytes of state. */
  public int stateBytes() {
    return stateBytes;
  }

  /** Whether rows may have parts beyond {@link #rowSizeBytes}: long strings. */
  public boolean hasVariable() {
    return stringOffsets.length > 0;
  }

  /** Begins a row: its hash, no nulls, no state. Columns are written afterwards. */
  void writeHead(long row, long hash) {
    if (hashed) {
      NativeMemory.putLong(row + HASH_OFFSET, hash);
    }
    // whole words, though the first of them may belong to columns as well
    for (int at = firstNullWord; at < rowSizeBytes; at += Long.BYTES) {
      NativeMemory.putLong(row + at, 0);
    }
  }

  /** Where strings lie; not to be changed. */
  int[] stringOffsets() {
    return stringOffsets;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowLayout that
        && that.hashed == hashed
        && that.stateBytes == stateBytes
        && that.schema.equals(schema);
  }

  @Override
  public int hashCode() {
    return 31 * schema.hashCode() + stateBytes;
  }

  @Override
  public String toString() {
    return "RowLayout[rowSizeBytes=" + rowSizeBytes + " schema=" + schema + "]";
  }
}
