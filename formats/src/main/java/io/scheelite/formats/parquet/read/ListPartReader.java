package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.kernels.RangeKernels;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of the lists of a column, such as how many elements they have, from the levels of
 * one leaf: no list is put together.
 *
 * <p>A window of the leaf's values is decoded at a time. Repetition level 0 is where a list begins;
 * the beginnings of a window are collected first, then the rows between them are looked at. What a
 * window tells of the row that it ends in is kept for the next one.
 */
abstract sealed class ListPartReader implements BatchColumn
    permits ListLengthReader, ListElementReader {
  private final FileColumn.Repeated list;
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
      FileColumn.Repeated list, ColumnReader leaf, long numRows, int batchSize, PartBatch batch) {
    this.list = list;
    this.leaf = leaf;
    leaf.takeRepetitionBits();
    this.cursor = new LeafCursor(leaf, batchSize);
    this.numRows = numRows;
    this.batchSize = batchSize;
    this.beginnings = new int[batchSize];
    this.batch = batch;
  }

  /** Whether the batch can go on with the values of this window. */
  abstract boolean use(ColumnVector values);

  /**
   * Adds lists that begin and end in the window.
   *
   * @param from where they begin in the window; the last one ends where the next begins
   * @param lists how many
   */
  abstract void addWhole(int[] from, int lists);

  /**
   * Adds the part of a list that began before, if it is found among more of its values.
   *
   * @param before its values that were seen
   * @param from position of the first one of the others
   * @param more how many these are
   */
  abstract boolean addAmong(long before, int from, int more);

  /**
   * Adds the part of a list that has ended, and that was not added before.
   *
   * @param length of the list; 0 if it is null
   */
  abstract void addEnded(boolean isNull, int length);

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
      if (!use(current())) {
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
    int level = list.elementLevel();
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

  final int definition(int index) {
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
    addWhole(beginnings, whole);
    row += whole;
    at = beginnings[whole];
    if (whole == lists - 1 && batch.numRows() < wanted) {
      seenNothing = definition(at) < list.elementLevel();
      isNull = definition(at) < list.definitionLevel();
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
    if (!done && addAmong(seen, at, more)) {
      done = true;
      row++;
    }
    seen += more;
  }

  /** The row that did not end has ended, and its part is not in the batch. */
  private void finishRow() {
    addEnded(isNull, seenNothing ? 0 : seen);
    done = true;
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
