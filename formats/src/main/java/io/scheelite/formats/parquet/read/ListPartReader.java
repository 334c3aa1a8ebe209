package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Reads how many elements the lists of a column have, or one value of each list, from the levels of
 * one leaf: no list is put together.
 *
 * <p>A window of the leaf's values is decoded at a time. Repetition level 0 is where a list begins;
 * the beginnings of a window are collected first, then the rows between them are looked at. What a
 * window tells of the row that it ends in is kept for the next one.
 *
 * <p>Texts are not copied. A batch of them ends where the memory ends that they lie in.
 */
final class ListPartReader implements BatchColumn {
  private final FileColumn.ListPart part;
  private final LeafCursor cursor;
  private final ColumnReader leaf;
  private final long numRows; // of the row group
  private final int batchSize;
  private final PartBatch batch;
  private final int[] beginnings;

  private @Nullable ColumnVector window;
  private int at; // first value of the window that was not looked at
  private int count;
  private boolean lastIsAbsent; // whether the window's last value says that its list has none

  private int seen; // values of the row that began and did not end
  private boolean seenNothing; // whether they say that there is no element
  private boolean isNull; // or not even a list
  private boolean done; // whether its part is in the batch

  private long row; // the next one whose part is not in a batch

  ListPartReader(
      FileColumn.ListPart part, ColumnReader leaf, long numRows, int batchSize, Slab slab) {
    this.part = part;
    this.leaf = leaf;
    leaf.takeRepetitionBits();
    this.cursor = new LeafCursor(leaf, batchSize);
    this.numRows = numRows;
    this.batchSize = batchSize;
    this.beginnings = new int[batchSize];
    this.batch = new PartBatch(part.type(), physicalType(part), batchSize, slab);
  }

  /** What it takes of the slab besides its leaf. */
  static long sizeBytes(FileColumn.ListPart part, int batchSize) {
    return PartBatch.sizeBytes(physicalType(part), batchSize);
  }

  private static PhysicalType physicalType(FileColumn.ListPart part) {
    return part.isLength() ? PhysicalType.INT32 : part.leaf().column().physicalType();
  }

  @Override
  public DataType type() {
    return part.type();
  }

  @Override
  public PhysicalType physicalType() {
    return physicalType(part);
  }

  @Override
  public void readLate() {
    leaf.readLate();
  }

  @Override
  public void moveTo(long target) {
    batch.skip((int) Math.min(batch.left(), target - (row - batch.left())));
    while (row < target) {
      pack((int) Math.min(batchSize, target - row));
      batch.skip(batch.left());
    }
  }

  @Override
  public boolean limitsBatches() {
    return physicalType() == PhysicalType.VIEW;
  }

  @Override
  public int batchRows(int wanted) {
    if (!limitsBatches()) {
      return wanted;
    }
    if (batch.left() == 0) {
      pack(wanted);
    }
    return Math.min(batch.left(), wanted);
  }

  @Override
  public ColumnVector read(int rows) {
    if (batch.left() == 0) {
      pack(rows);
    }
    if (batch.left() < rows) {
      throw new IllegalStateException("a batch holds fewer rows: rows=" + rows);
    }
    return batch.read(rows);
  }

  /** Begins a batch, of fewer rows than wanted if it has to end where the memory of texts does. */
  private void pack(int wanted) {
    batch.reset();
    while (batch.numRows() < wanted && (at < count || turn())) {
      if (!part.isLength() && !batch.use(current())) {
        return;
      }
      packWindow(wanted);
    }
    if (batch.numRows() == 0 || batch.numRows() < wanted && !limitsBatches()) {
      throw cursor.contradiction(); // fewer lists than rows
    }
    if (row == numRows) {
      checkEnd();
    }
  }

  /** Goes on to the next window, or ends the last row; false if there is nothing to go on with. */
  private boolean turn() {
    if (batch.dependsOnWindow()) {
      return false;
    }
    load();
    if (count > 0) {
      check();
      return true;
    }
    if (seen > 0 && !done) {
      finishRow();
    }
    seen = 0;
    return false;
  }

  private void load() {
    window = cursor.nextWindow();
    at = 0;
    count = window == null ? 0 : window.numRows();
  }

  private ColumnVector current() {
    ColumnVector current = window;
    if (current == null) {
      throw new IllegalStateException("nothing is decoded");
    }
    return current;
  }

  /** Makes sure that the levels of a window that begins make sense. */
  private void check() {
    if (goesOn(0) && (seen == 0 || lastIsAbsent)) {
      throw cursor.contradiction();
    }
    int level = part.list().elementLevel();
    lastIsAbsent = false;
    if (RangeKernels.minInt32(leaf.definitionLevels(), count) >= level) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (definition(i) < level && (goesOn(i) || i + 1 < count && goesOn(i + 1))) {
        throw cursor.contradiction();
      }
    }
    lastIsAbsent = definition(count - 1) < level;
  }

  /** Makes sure that no list follows the last row, as far as can be seen while the batch lives. */
  private void checkEnd() {
    do {
      for (int i = at; i < count; i++) {
        if (!goesOn(i)) {
          throw cursor.contradiction();
        }
      }
      if (batch.dependsOnWindow()) {
        return;
      }
      load();
    } while (count > 0);
  }

  /** Whether a value belongs to the list of the value before it. */
  private boolean goesOn(int index) {
    return Bitmap.isSet(leaf.repetitionLevels(), index);
  }

  private int definition(int index) {
    return NativeMemory.getInt(leaf.definitionLevels() + 4L * index);
  }

  /** Takes rows of the window into the batch. */
  private void packWindow(int wanted) {
    int lists = findBeginnings();
    int lead = (lists > 0 ? beginnings[0] : count) - at;
    if (seen > 0) {
      goOn(lead);
      if (lists > 0 && !done) {
        finishRow();
      }
    }
    if (lists == 0) {
      at = count;
      return;
    }
    at = beginnings[0];
    seen = 0;
    // lists whose end is known, then the one that may go on
    int whole = Math.min(lists - 1, wanted - batch.numRows());
    if (part.isLength()) {
      takeLengths(whole);
    } else {
      takeElements(whole);
    }
    at = beginnings[whole];
    if (whole == lists - 1 && batch.numRows() < wanted) {
      seenNothing = definition(at) < part.list().elementLevel();
      isNull = definition(at) < part.list().definitionLevel();
      done = false;
      goOn(count - at);
      at = count;
    }
  }

  /** Positions in the window at which lists begin; says how many. */
  private int findBeginnings() {
    int[] found = beginnings;
    int lists = 0;
    for (int word = at >>> 6; word << 6 < count; word++) {
      long bits = ~NativeMemory.getLong(leaf.repetitionLevels() + 8L * word);
      if (word == at >>> 6) {
        bits &= -1L << at;
      }
      if (count - (word << 6) < Long.SIZE) {
        bits &= (1L << count) - 1;
      }
      while (bits != 0) {
        found[lists++] = (word << 6) + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
      }
    }
    return lists;
  }

  /** So many more values of the row that did not end, from the one at hand on. */
  private void goOn(int more) {
    long index = part.number() - 1 - seen;
    if (!part.isLength() && !done && index < more) {
      takeElement(at + (int) index);
      done = true;
    }
    seen += more;
  }

  /** The row that did not end has ended, and its part is not in the batch. */
  private void finishRow() {
    batch.begin(1);
    if (part.isLength() && !isNull) {
      int length = seenNothing ? 0 : seen;
      batch.set(0, length);
      batch.put(1, length);
    } else {
      batch.setNull(0);
      batch.put(1, 0);
    }
    done = true;
    row++;
  }

  private void takeLengths(int lists) {
    batch.begin(lists);
    int level = part.list().elementLevel();
    int longest = 0;
    for (int i = 0; i < lists; i++) {
      int begin = beginnings[i];
      int length = beginnings[i + 1] - begin;
      int definition = definition(begin);
      if (definition < level) {
        length = 0;
        if (definition < part.list().definitionLevel()) {
          batch.setNull(i);
        }
      }
      longest = Math.max(longest, length);
      batch.set(i, length);
    }
    batch.put(lists, longest);
    row += lists;
  }

  private void takeElements(int lists) {
    batch.begin(lists);
    long index = part.number() - 1;
    int level = part.leaf().definitionLevel();
    for (int i = 0; i < lists; i++) {
      int begin = beginnings[i];
      boolean there = index < beginnings[i + 1] - begin;
      int position = there ? begin + (int) index : begin;
      if (!there || definition(position) != level) {
        batch.setNull(i);
      }
      batch.choose(i, position);
    }
    batch.pick(lists);
    row += lists;
  }

  private void takeElement(int position) {
    batch.begin(1);
    if (definition(position) != part.leaf().definitionLevel()) {
      batch.setNull(0);
    }
    batch.choose(0, position);
    batch.pick(1);
    row++;
  }

  @Override
  public FormatException corrupt(MalformedPageException cause) {
    return leaf.corrupt(cause);
  }

  @Override
  public long bytesRead() {
    return leaf.bytesRead();
  }

  @Override
  public long decompressNanos() {
    return leaf.decompressNanos();
  }

  @Override
  public int pagesLoaded() {
    return leaf.pagesLoaded();
  }

  @Override
  public void close() {} // all its memory is the slab
}
