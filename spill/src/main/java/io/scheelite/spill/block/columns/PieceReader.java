package io.scheelite.spill.block.columns;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lends some columns of a piece as batches. Numbers are read where they lie; only string views, and
 * codes of dictionaries, are copied, once per piece. For one thread; the piece and the allocator
 * are the caller's.
 */
public final class PieceReader {
  private final List<ColumnScratch> columns = new ArrayList<>();
  private final int batchSize;
  private long piece;
  private int numRows;
  private int nextRow;

  /** Where one column's views or codes go, and bits that do not begin at a word. */
  private record ColumnScratch(
      int position, DataType type, long views, long codes, long values, long validity) {}

  /**
   * For these columns of blocks of this schema.
   *
   * @param batchSize most rows per batch
   */
  public PieceReader(
      Schema schema, List<Integer> positions, int batchSize, ScratchAllocator scratch) {
    for (int position : positions) {
      DataType type = schema.type(position);
      boolean string = type.physicalType() == PhysicalType.VIEW;
      long bits = Bitmap.sizeBytes(Math.min(batchSize, PieceLayout.MAX_ROWS));
      columns.add(
          new ColumnScratch(
              position,
              type,
              string ? scratch.allocate(viewBytes()) : 0,
              string ? scratch.allocate(codeBytes()) : 0,
              scratch.allocate(bits),
              scratch.allocate(bits)));
    }
    this.batchSize = Math.min(batchSize, PieceLayout.MAX_ROWS);
  }

  private static long viewBytes() {
    return (long) PieceLayout.MAX_ROWS * StringView.SIZE_BYTES;
  }

  private static long codeBytes() {
    return (long) PieceLayout.MAX_ROWS * Integer.BYTES;
  }

  /** What the constructor allocates, in that order. */
  public static List<Long> scratchBytes(Schema schema, List<Integer> positions, int batchSize) {
    long bits = Bitmap.sizeBytes(Math.min(batchSize, PieceLayout.MAX_ROWS));
    List<Long> sizes = new ArrayList<>();
    for (int position : positions) {
      if (schema.type(position).physicalType() == PhysicalType.VIEW) {
        sizes.add(viewBytes());
        sizes.add(codeBytes());
      }
      sizes.add(bits);
      sizes.add(bits);
    }
    return sizes;
  }

  /** Room for any piece of a schema that is not read where it lies. */
  public static long bufferBytes(Schema schema) {
    return PieceLayout.bufferBytes(schema);
  }

  /** Most bytes that the texts of one row may have in a piece of a schema, all together. */
  public static long textBytes(Schema schema) {
    return PieceLayout.heapBytes(schema);
  }

  /** Goes to the first row of a piece, which stays where it is until its last batch was used. */
  public void begin(long address) {
    piece = address;
    numRows = NativeMemory.getInt(address + PieceLayout.ROWS_OFFSET);
    nextRow = 0;
    for (ColumnScratch column : columns) {
      if (column.views() != 0) {
        copyViews(column);
      }
    }
  }

  private void copyViews(ColumnScratch column) {
    long entry = PieceLayout.entry(piece, column.position());
    int dictionary = NativeMemory.getInt(entry + PieceLayout.DICTIONARY_SIZE_OFFSET);
    long values = part(entry, PieceLayout.VALUES_OFFSET_OFFSET);
    long heap = piece + NativeMemory.getInt(piece + PieceLayout.HEAP_OFFSET_OFFSET);
    if (dictionary > 0) {
      copyViews(
          part(entry, PieceLayout.DICTIONARY_OFFSET_OFFSET), dictionary, heap, column.views());
      for (int i = 0; i < numRows; i++) {
        NativeMemory.putInt(
            column.codes() + 4L * i, Byte.toUnsignedInt(NativeMemory.getByte(values + i)));
      }
    } else {
      copyViews(values, numRows, heap, column.views());
    }
  }

  private static void copyViews(long from, int count, long heap, long to) {
    for (int i = 0; i < count; i++) {
      long source = from + 16L * i;
      long head = NativeMemory.getLong(source);
      long rest = NativeMemory.getLong(source + StringView.REST_OFFSET);
      rest += (int) head > StringView.MAX_INLINE_LENGTH ? heap : 0;
      NativeMemory.putLong(to + 16L * i, head);
      NativeMemory.putLong(to + 16L * i + StringView.REST_OFFSET, rest);
    }
  }

  private long part(long entry, int offsetField) {
    return piece + NativeMemory.getInt(entry + offsetField);
  }

  /** The next rows of the piece, lent until the next call; null at its end. */
  public @Nullable Batch next() {
    int count = Math.min(batchSize, numRows - nextRow);
    if (count <= 0) {
      return null;
    }
    List<ColumnVector> vectors = new ArrayList<>(columns.size());
    for (ColumnScratch column : columns) {
      vectors.add(vector(column, nextRow, count));
    }
    nextRow += count;
    return Batch.of(count, vectors);
  }

  private ColumnVector vector(ColumnScratch column, int first, int count) {
    long entry = PieceLayout.entry(piece, column.position());
    PhysicalType form = PieceLayout.ofNumber(NativeMemory.getInt(entry + PieceLayout.TYPE_OFFSET));
    int dictionary = NativeMemory.getInt(entry + PieceLayout.DICTIONARY_SIZE_OFFSET);
    int validityOffset = NativeMemory.getInt(entry + PieceLayout.VALIDITY_OFFSET_OFFSET);
    long validity =
        validityOffset == 0 ? 0 : bits(piece + validityOffset, first, count, column.validity());
    if (dictionary > 0) {
      return ColumnVector.dictionary(
          count,
          column.codes() + 4L * first,
          validity,
          ColumnVector.flat(column.type(), form, dictionary, column.views(), 0));
    }
    long start =
        column.views() == 0 ? part(entry, PieceLayout.VALUES_OFFSET_OFFSET) : column.views();
    long values =
        form == PhysicalType.BIT
            ? bits(start, first, count, column.values())
            : start + (long) form.widthBytes() * first;
    ColumnVector flat = ColumnVector.flat(column.type(), form, count, values, validity);
    return form.isNarrowInteger()
        ? flat.withInterval(
            NativeMemory.getLong(entry + PieceLayout.MIN_OFFSET),
            NativeMemory.getLong(entry + PieceLayout.MAX_OFFSET))
        : flat;
  }

  /** A bitmap from bit {@code first} on: where it lies if that begins a word, else shifted. */
  private static long bits(long bitmap, int first, int count, long scratch) {
    long word = bitmap + (first >>> 6 << 3);
    int shift = first & 63;
    if (shift == 0) {
      return word;
    }
    for (int done = 0; done < count; done += 64) {
      long at = word + (done >>> 3);
      long low = NativeMemory.getLong(at) >>> shift;
      boolean more = count - done > 64 - shift;
      long high = more ? NativeMemory.getLong(at + 8) << (64 - shift) : 0;
      NativeMemory.putLong(scratch + (done >>> 3), low | high);
    }
    return scratch;
  }
}
