package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.columnar.kernels.HashKernels;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds groups without hashing where the keys' values are few: the number of a combination of keys
 * is an index into a table of groups. Without keys there is one combination.
 *
 * <p>When a domain grows, all groups are forgotten and come again as further rows, which are merged
 * at the end; since domains grow in leaps this happens a few times only.
 */
final class DirectGroups {
  /** Most combinations of keys. */
  static final int MAX_CODES = 1 << 14;

  private final int[] keys;
  private final List<KeyDomain> domains;
  private final long table;
  private final long createdRows;
  private final int[] strides;
  private final int[] sizes;
  private long[] rows = new long[BatchGroups.MAX_FEW];
  private int numGroups;
  private int firstNew;
  private int numCreated;
  private boolean numbered;
  private boolean forgotten;

  private DirectGroups(
      int[] keys, List<KeyDomain> domains, int batchSize, ScratchAllocator scratch) {
    this.keys = keys;
    this.domains = domains;
    this.strides = new int[keys.length];
    this.sizes = new int[keys.length];
    this.table = scratch.allocate(4L * MAX_CODES);
    this.createdRows = scratch.allocate(2L * batchSize);
    NativeMemory.fill(table, 4L * MAX_CODES, (byte) 0);
  }

  /** For keys of an input; null if their types rule it out. */
  static @Nullable DirectGroups of(
      Schema input, int[] keys, int batchSize, ArgumentDecoder decoder, ScratchAllocator scratch) {
    List<KeyDomain> domains = new ArrayList<>();
    for (int key : keys) {
      KeyDomain domain = KeyDomain.of(key, input.type(key), decoder, scratch);
      if (domain == null) {
        return null;
      }
      domains.add(domain);
    }
    return new DirectGroups(keys, domains, batchSize, scratch);
  }

  /** What is to be reserved. */
  static long[] scratchSizes(Schema input, int[] keys, int batchSize) {
    long[] sizes = new long[keys.length + 2];
    for (int i = 0; i < keys.length; i++) {
      boolean text = input.type(keys[i]).physicalType() == PhysicalType.VIEW;
      sizes[i] = text ? StringDomain.scratchBytes() : 0;
    }
    sizes[keys.length] = 4L * MAX_CODES;
    sizes[keys.length + 1] = 2L * batchSize;
    return sizes;
  }

  /**
   * Whether this batch can be grouped: its values have numbers, and there is a place for all
   * combinations. Once it cannot, this object is of no use any more.
   */
  boolean cover(List<ColumnVector> columns, int numRows) {
    boolean grown = false;
    long product = 1;
    for (int i = 0; i < keys.length; i++) {
      KeyDomain domain = domains.get(i);
      if (!domain.cover(columns, numRows, MAX_CODES)) {
        return false;
      }
      grown |= domain.size() != sizes[i];
      product *= domain.size();
      if (product > MAX_CODES) {
        return false;
      }
    }
    if (grown) {
      forget();
      int stride = 1;
      for (int i = 0; i < keys.length; i++) {
        sizes[i] = domains.get(i).size();
        strides[i] = stride;
        stride *= sizes[i];
      }
    }
    return true;
  }

  /** Forgets all groups: their rows are about to move, or their numbers have changed. */
  void forget() {
    numbered = false;
    if (numGroups > 0) {
      NativeMemory.fill(table, 4L * MAX_CODES, (byte) 0);
      numGroups = 0;
      forgotten = true;
    }
  }

  /** Whether groups were ever forgotten, so that some may have several rows. */
  boolean hasForgotten() {
    return forgotten;
  }

  int numGroups() {
    return numGroups;
  }

  /** Address of the row of a group. */
  long row(int group) {
    return rows[group];
  }

  /** A group is now found at another row. */
  void replace(BatchGroups groups, int batchRow, long newRow) {
    int number = keys.length == 0 ? 0 : NativeMemory.getInt(groups.numbers() + 4L * batchRow);
    setRow(groups, number, newRow);
  }

  /**
   * Numbers the groups of the batch that was {@link #cover covered} last; again for the same batch
   * does nothing, unless groups were forgotten meanwhile.
   *
   * @return how many groups are new
   */
  int number(List<ColumnVector> columns, int numRows, BatchGroups groups) {
    if (!numbered) {
      firstNew = numGroups;
      numCreated = keys.length == 0 ? findOnly(groups) : numberAll(columns, numRows, groups);
      numbered = true;
    }
    return numCreated;
  }

  /** Finds or adds the group of every row of the batch that was {@link #number numbered} last. */
  void find(
      List<ColumnVector> columns,
      int numRows,
      long hashes,
      GroupRowWriter creator,
      BatchGroups groups) {
    numbered = false;
    if (numCreated > 0) {
      create(columns, numRows, hashes, creator, groups);
    }
    if (numGroups == 1 || (numGroups <= BatchGroups.MAX_FEW && numRows >= 2 * numGroups)) {
      groups.setFew(numRows, numGroups);
    } else {
      for (int i = 0; i < numRows; i++) {
        int number = NativeMemory.getInt(groups.numbers() + 4L * i);
        NativeMemory.putLong(groups.rows() + 8L * i, rows[number]);
      }
      groups.setMany(numRows);
    }
  }

  private int findOnly(BatchGroups groups) {
    if (numGroups > 0) {
      return 0;
    }
    numGroups = 1;
    NativeMemory.putShort(createdRows, (short) 0);
    NativeMemory.putInt(groups.numbers(), 0);
    return 1;
  }

  /** Turns codes of combinations into numbers of groups; returns how many groups are new. */
  private int numberAll(List<ColumnVector> columns, int numRows, BatchGroups groups) {
    long numbers = groups.numbers();
    NativeMemory.fill(numbers, 4L * numRows, (byte) 0);
    for (int i = 0; i < keys.length; i++) {
      domains.get(i).addCodes(columns, numRows, strides[i], numbers);
    }
    int known = numGroups;
    int created = 0;
    for (int i = 0; i < numRows; i++) {
      long place = table + 4L * NativeMemory.getInt(numbers + 4L * i);
      int numberPlusOne = NativeMemory.getInt(place);
      if (numberPlusOne == 0) {
        numberPlusOne = ++known;
        NativeMemory.putInt(place, numberPlusOne);
        NativeMemory.putShort(createdRows + 2L * created++, (short) i);
      }
      NativeMemory.putInt(numbers + 4L * i, numberPlusOne - 1);
    }
    numGroups = known;
    return created;
  }

  private void create(
      List<ColumnVector> columns,
      int numRows,
      long hashes,
      GroupRowWriter creator,
      BatchGroups groups) {
    List<ColumnVector> keyColumns = new ArrayList<>();
    for (int key : keys) {
      keyColumns.add(columns.get(key));
    }
    HashKernels.hash(keyColumns, numRows, new Selection(createdRows, numCreated), hashes);
    creator.create(createdRows, numCreated, hashes, groups.rows());
    for (int i = 0; i < numCreated; i++) {
      int row = Short.toUnsignedInt(NativeMemory.getShort(createdRows + 2L * i));
      setRow(groups, firstNew + i, NativeMemory.getLong(groups.rows() + 8L * row));
    }
  }

  private void setRow(BatchGroups groups, int number, long row) {
    if (number >= rows.length) {
      rows = Arrays.copyOf(rows, 2 * rows.length);
    }
    rows[number] = row;
    if (number < BatchGroups.MAX_FEW) {
      groups.number(number, row);
    }
  }
}
