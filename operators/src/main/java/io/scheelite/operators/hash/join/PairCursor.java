package io.scheelite.operators.hash.join;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chains that were found for the alive rows of a batch, and lists pairs of a probe row
 * and a build row, a block at a time. Belongs to one driver.
 */
final class PairCursor {
  /** Which rows of a chain to list. */
  enum Reach {
    /** The first one. */
    FIRST,
    /** All of them. */
    ALL,
    /** All but the first, and only for probe rows without a flag. */
    REST_OF_UNFLAGGED
  }

  private final int nextOffset;
  private final int markOffset;
  private final int capacity;
  private final long heads;
  private final long rows;
  private final long addresses;
  private @Nullable Selection selection;
  private long flags;
  private int numHeads;
  private int position;
  private long nextAddress;

  /**
   * @param batchSize most rows of a batch and pairs of a block
   */
  PairCursor(JoinLayout layout, int batchSize, ScratchAllocator scratch) {
    this.nextOffset = layout.nextOffset();
    this.markOffset = layout.marksBuildRows() ? layout.markOffset() : -1;
    this.capacity = batchSize;
    this.heads = scratch.allocate(8L * batchSize);
    this.rows = scratch.allocate(4L * batchSize);
    this.addresses = scratch.allocate(8L * batchSize);
  }

  /** What the constructor allocates. */
  static List<Long> sizes(int batchSize) {
    return List.of(8L * batchSize, 4L * batchSize, 8L * batchSize);
  }

  /** Where the first row of each alive row's chain is to be written before {@link #start}. */
  long heads() {
    return heads;
  }

  /** 32-bit row numbers of the block's pairs. */
  long rows() {
    return rows;
  }

  /** Build rows of the block's pairs. */
  long addresses() {
    return addresses;
  }

  /**
   * Begins a batch: the chains at {@link #heads} of its alive rows.
   *
   * @param rowFlags a byte per row of the batch
   */
  void start(@Nullable Selection aliveRows, int numRows, long rowFlags) {
    selection = aliveRows;
    numHeads = numRows;
    flags = rowFlags;
    restart();
  }

  /** Goes to the first alive row again. */
  void restart() {
    position = 0;
    nextAddress = 0;
  }

  private static int row(@Nullable Selection selection, int i) {
    return selection == null
        ? i
        : Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i));
  }

  /** Whether every chain was listed as far as wanted. */
  boolean atEnd() {
    return position == numHeads && nextAddress == 0;
  }

  /** Lists the next block; returns the number of its pairs. */
  int fill(Reach reach) {
    return reach == Reach.FIRST ? fillFirst() : fillChains(reach == Reach.REST_OF_UNFLAGGED);
  }

  /** As there is at most one pair per row, one block takes all. */
  private int fillFirst() {
    long from = heads;
    long rowTarget = rows;
    long addressTarget = addresses;
    Selection alive = selection;
    int count = 0;
    for (int i = 0; i < numHeads; i++) {
      long head = NativeMemory.getLong(from + 8L * i);
      NativeMemory.putInt(rowTarget + 4L * count, row(alive, i));
      NativeMemory.putLong(addressTarget + 8L * count, head);
      count += head != 0 ? 1 : 0;
    }
    position = numHeads;
    return count;
  }

  private int fillChains(boolean restOfUnflagged) {
    int toNext = nextOffset;
    int most = capacity;
    int i = position;
    long address = nextAddress;
    int row = i == 0 ? 0 : row(selection, i - 1);
    int count = 0;
    while (count < most) {
      if (address != 0) {
        NativeMemory.putInt(rows + 4L * count, row);
        NativeMemory.putLong(addresses + 8L * count, address);
        count++;
        address = NativeMemory.getLong(address + toNext);
      } else if (i < numHeads) {
        row = row(selection, i);
        address = NativeMemory.getLong(heads + 8L * i);
        if (restOfUnflagged && address != 0) {
          boolean flagged = NativeMemory.getByte(flags + row) != 0;
          address = flagged ? 0 : NativeMemory.getLong(address + toNext);
        }
        i++;
      } else {
        break;
      }
    }
    position = i;
    nextAddress = address;
    return count;
  }

  /** Leaves the rest of the current row's chain out if that row has been flagged. */
  void skipFlagged() {
    if (nextAddress != 0 && NativeMemory.getByte(flags + row(selection, position - 1)) != 0) {
      nextAddress = 0;
    }
  }

  /** Lists a pair per alive row, with address 0 where nothing was found. */
  void fillEveryRow() {
    for (int i = 0; i < numHeads; i++) {
      NativeMemory.putInt(rows + 4L * i, row(selection, i));
      NativeMemory.putLong(addresses + 8L * i, NativeMemory.getLong(heads + 8L * i));
    }
  }

  /** Lists a pair with address 0 per alive row without a flag; returns their number. */
  int fillUnflagged() {
    int count = 0;
    for (int i = 0; i < numHeads; i++) {
      int row = row(selection, i);
      NativeMemory.putInt(rows + 4L * count, row);
      NativeMemory.putLong(addresses + 8L * count, 0);
      count += 1 - NativeMemory.getByte(flags + row);
    }
    return count;
  }

  /** Forgets what was found for rows that have a flag already. */
  void dropFlagged() {
    for (int i = 0; i < numHeads; i++) {
      if (NativeMemory.getByte(flags + row(selection, i)) != 0) {
        NativeMemory.putLong(heads + 8L * i, 0);
      }
    }
  }

  /** A byte per row of the batch: whether it has a match. */
  long flags() {
    return flags;
  }

  /** Flags the alive rows that are null in a validity bitmap, if it is not 0. */
  void flagNulls(long validity) {
    for (int i = 0; validity != 0 && i < numHeads; i++) {
      int row = row(selection, i);
      if (!Bitmap.isSet(validity, row)) {
        NativeMemory.putByte(flags + row, (byte) 1);
      }
    }
  }

  /** Flags every row for which something was found. */
  void flagHits() {
    for (int i = 0; i < numHeads; i++) {
      long flag = flags + row(selection, i);
      int hit = NativeMemory.getLong(heads + 8L * i) != 0 ? 1 : 0;
      NativeMemory.putByte(flag, (byte) (NativeMemory.getByte(flag) | hit));
    }
  }

  /** Flags the probe rows of the first pairs of the block. */
  void flagRows(int numPairs) {
    for (int i = 0; i < numPairs; i++) {
      NativeMemory.putByte(flags + NativeMemory.getInt(rows + 4L * i), (byte) 1);
    }
  }

  /** As {@link #flagRows}, for rows that may have one pair; whether one had another before. */
  boolean flagRowsOnce(int numPairs) {
    boolean again = false;
    for (int i = 0; i < numPairs; i++) {
      long flag = flags + NativeMemory.getInt(rows + 4L * i);
      again |= NativeMemory.getByte(flag) != 0;
      NativeMemory.putByte(flag, (byte) 1);
    }
    return again;
  }

  /** Marks the build rows of the first pairs of the block. */
  void markRows(int numPairs) {
    for (int i = 0; i < numPairs; i++) {
      NativeMemory.putByte(NativeMemory.getLong(addresses + 8L * i) + markOffset, (byte) 1);
    }
  }

  /** Marks whole chains; one whose first row is marked has been marked, or is being so. */
  void markChains() {
    for (int i = 0; i < numHeads; i++) {
      long address = NativeMemory.getLong(heads + 8L * i);
      while (address != 0 && NativeMemory.getByte(address + markOffset) == 0) {
        NativeMemory.putByte(address + markOffset, (byte) 1);
        address = NativeMemory.getLong(address + nextOffset);
      }
    }
  }

  /** Selects the rows for which something was found and that have a flag; returns their number. */
  int selectMatched(long target) {
    int count = 0;
    for (int i = 0; i < numHeads; i++) {
      int row = row(selection, i);
      NativeMemory.putShort(target + 2L * count, (short) row);
      boolean found = NativeMemory.getLong(heads + 8L * i) != 0;
      count += found ? NativeMemory.getByte(flags + row) : 0;
    }
    return count;
  }

  /** Selects the rows without a flag; returns their number. */
  int selectUnmatched(long target) {
    int count = 0;
    for (int i = 0; i < numHeads; i++) {
      int row = row(selection, i);
      NativeMemory.putShort(target + 2L * count, (short) row);
      count += 1 - NativeMemory.getByte(flags + row);
    }
    return count;
  }
}
