package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.MemoryConsumer;

/**
 * The bytes of a piece. Offsets count from its start, every part is aligned to {@link #ALIGNMENT},
 * numbers are in the machine's byte order.
 *
 * <pre>
 * piece  = header, one entry per column, the columns' parts, string heap
 *
 * header   0  rows               4
 *          4  columns            4
 *          8  heap offset        4
 *         12  size               4     of the whole piece
 * entry    0  physical type      4     number of a PhysicalType, see {@link #number}
 *          4  dictionary size    4     0: the values are no codes
 *          8  values offset      4     values, or one byte per row that numbers a dictionary value
 *         12  validity offset    4     0: no row is null
 *         16  dictionary offset  4     string views
 *         20  zero               4
 *         24  smallest value     8     of integers up to 64 bits, nulls left out
 *         32  largest value      8
 * </pre>
 *
 * <p>String views are as everywhere, but where the address of a long string would be there is its
 * offset in the heap. Null rows hold zero.
 */
final class PieceLayout {
  /** Most rows of a piece. */
  static final int MAX_ROWS = 2048;

  /** Most values of a dictionary that is kept. */
  static final int MAX_DICTIONARY = 256;

  static final int ALIGNMENT = 64;

  static final int ROWS_OFFSET = 0;
  static final int COLUMNS_OFFSET = 4;
  static final int HEAP_OFFSET_OFFSET = 8;
  static final int SIZE_OFFSET = 12;
  static final int HEADER_BYTES = 16;

  static final int TYPE_OFFSET = 0;
  static final int DICTIONARY_SIZE_OFFSET = 4;
  static final int VALUES_OFFSET_OFFSET = 8;
  static final int VALIDITY_OFFSET_OFFSET = 12;
  static final int DICTIONARY_OFFSET_OFFSET = 16;
  static final int ZERO_OFFSET = 20;
  static final int MIN_OFFSET = 24;
  static final int MAX_OFFSET = 32;
  static final int ENTRY_BYTES = 40;

  /** Room for the bytes of long strings, per column that may have some. */
  private static final int HEAP_BYTES_PER_COLUMN = 64 << 10;

  private static final int MAX_HEAP_BYTES = 256 << 10;

  private PieceLayout() {}

  private static final PhysicalType[] NUMBERED = {
    PhysicalType.BIT,
    PhysicalType.INT8,
    PhysicalType.INT16,
    PhysicalType.INT32,
    PhysicalType.INT64,
    PhysicalType.INT128,
    PhysicalType.FLOAT32,
    PhysicalType.FLOAT64,
    PhysicalType.VIEW
  };

  /** What stands for a physical type in a piece. */
  static int number(PhysicalType type) {
    return switch (type) {
      case BIT -> 0;
      case INT8 -> 1;
      case INT16 -> 2;
      case INT32 -> 3;
      case INT64 -> 4;
      case INT128 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case VIEW -> 8;
    };
  }

  /** The type with this {@link #number}. */
  static PhysicalType ofNumber(int number) {
    return NUMBERED[number];
  }

  static int align(int sizeBytes) {
    return (sizeBytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Where the parts of the first column begin. */
  static int firstPartOffset(int numColumns) {
    return align(HEADER_BYTES + numColumns * ENTRY_BYTES);
  }

  static long entry(long piece, int column) {
    return piece + HEADER_BYTES + (long) column * ENTRY_BYTES;
  }

  /** Width of a value while a piece is built: integers are as wide as can be, bits are bytes. */
  static int buildWidth(DataType type) {
    return switch (type.physicalType()) {
      case BIT -> 1;
      case INT8, INT16, INT32, INT64, FLOAT64 -> Long.BYTES;
      case FLOAT32 -> Float.BYTES;
      case INT128, VIEW -> StringView.SIZE_BYTES;
    };
  }

  /** Room for a column while a piece is built, validity included. */
  static int buildBytes(DataType type) {
    return align(MAX_ROWS * buildWidth(type)) + align((int) Bitmap.sizeBytes(MAX_ROWS));
  }

  /** Room for long strings in a piece of this schema. */
  static int heapBytes(Schema schema) {
    int strings = 0;
    for (int i = 0; i < schema.size(); i++) {
      strings += schema.type(i).physicalType() == PhysicalType.VIEW ? 1 : 0;
    }
    return Math.min(MAX_HEAP_BYTES, strings * HEAP_BYTES_PER_COLUMN);
  }

  /** The largest piece of this schema, built or read: whole chunks. */
  static long bufferBytes(Schema schema) {
    long bytes = (long) firstPartOffset(schema.size()) + heapBytes(schema);
    for (int i = 0; i < schema.size(); i++) {
      bytes += buildBytes(schema.type(i));
    }
    return MemoryConsumer.roundUpToChunk(bytes);
  }
}
