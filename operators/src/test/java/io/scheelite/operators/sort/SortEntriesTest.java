package io.scheelite.operators.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.EncodedColumns;
import io.scheelite.operators.testing.RandomRows;
import io.scheelite.operators.testing.ReferenceExecutor;
import io.scheelite.testsupport.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Sorts random rows of all types by their normalized keys and compares with a sort of Java objects.
 */
@ExtendWith(LedgerCheck.class)
class SortEntriesTest {
  private static final int STRING_BYTES = 16;

  @Test
  void agreesWithASortOfObjects() {
    int cases = Seeds.iterations(200);
    for (int i = 0; i < cases; i++) {
      RandomGenerator random = Seeds.random(SortEntriesTest.class, i);
      try (TestMemory memory = TestMemory.create(64 << 20);
          ScratchAllocator scratch = new ScratchAllocator(memory.reserved("rows", 32 << 20))) {
        sortAndCompare(random, scratch, i);
      }
    }
  }

  private static void sortAndCompare(RandomGenerator random, ScratchAllocator scratch, int index) {
    RandomRows generator = new RandomRows(random);
    Schema schema = generator.schema(1 + random.nextInt(4));
    List<List<@Nullable Object>> rows = generator.rows(schema, 1 + random.nextInt(2000));
    List<SortKey> keys = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      keys.add(
          new SortKey(random.nextInt(schema.size()), random.nextBoolean(), random.nextBoolean()));
    }
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      int column = i;
      List<@Nullable Object> values = rows.stream().map(row -> row.get(column)).toList();
      columns.add(EncodedColumns.write(schema.type(i), values, random.nextInt(3), scratch));
    }
    List<Integer> selected = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (random.nextInt(4) > 0) {
        selected.add(i);
      }
    }
    long selection = scratch.allocate(2L * rows.size());
    for (int i = 0; i < selected.size(); i++) {
      NativeMemory.putShort(selection + 2L * i, (short) (int) selected.get(i));
    }
    Batch batch = new Batch(rows.size(), columns, new Selection(selection, selected.size()));
    List<Integer> order =
        sorted(batch, schema, keys, selected.stream().map(rows::get).toList(), scratch);
    Comparator<List<@Nullable Object>> expected = ReferenceExecutor.order(keys);
    assertThat(order).hasSize(selected.size()).doesNotHaveDuplicates();
    for (int i = 1; i < order.size(); i++) {
      List<@Nullable Object> before = rows.get(selected.get(order.get(i - 1)));
      List<@Nullable Object> after = rows.get(selected.get(order.get(i)));
      assertThat(expected.compare(before, after))
          .as("case %s: %s before %s by %s of %s", index, before, after, keys, schema)
          .isLessThanOrEqualTo(0);
    }
  }

  /** Numbers of the rows in order; a row here is its string slots, its number, and its key. */
  private static List<Integer> sorted(
      Batch batch,
      Schema schema,
      List<SortKey> keys,
      List<List<@Nullable Object>> rows,
      ScratchAllocator scratch) {
    SortKeyLayout layout = new SortKeyLayout(keys, schema);
    int[] offsets = new int[schema.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i * STRING_BYTES;
    }
    int numberOffset = schema.size() * STRING_BYTES;
    int keyOffset = numberOffset + 8;
    int rowBytes = keyOffset + layout.sizeBytes();
    int numRows = rows.size();
    long keyAddress = scratch.allocate((long) numRows * layout.sizeBytes());
    long work = scratch.allocate(SortKeyEncoder.scratchBytes(batch.numRows()));
    new SortKeyEncoder(layout, work, batch.numRows()).encode(batch, keyAddress);
    long rowAddress = scratch.allocate((long) numRows * rowBytes);
    NativeMemory.fill(rowAddress, (long) numRows * rowBytes, (byte) 0);
    for (int i = 0; i < numRows; i++) {
      long row = rowAddress + (long) i * rowBytes;
      NativeMemory.putInt(row + numberOffset, i);
      NativeMemory.copy(
          keyAddress + (long) i * layout.sizeBytes(), row + keyOffset, layout.sizeBytes());
      writeStrings(schema, rows.get(i), row, offsets, scratch);
    }
    RowOrder order = new RowOrder(layout, keyOffset, offsets);
    if (numRows > 0) {
      order =
          order.withFirstWords(
              smallest(order, rowAddress, rowBytes, numRows, false),
              smallest(order, rowAddress, rowBytes, numRows, true));
    }
    return sortRows(order, rowAddress, rowBytes, numRows, numberOffset, scratch);
  }

  private static long smallest(
      RowOrder order, long rows, int rowBytes, int numRows, boolean largest) {
    long result = order.firstWord(rows);
    for (int i = 1; i < numRows; i++) {
      long word = order.firstWord(rows + (long) i * rowBytes);
      if (Long.compareUnsigned(word, result) < 0 != largest && word != result) {
        result = word;
      }
    }
    return result;
  }

  private static List<Integer> sortRows(
      RowOrder order,
      long rows,
      int rowBytes,
      int numRows,
      int numberOffset,
      ScratchAllocator scratch) {
    long entries = scratch.allocate((long) numRows * SortEntries.BYTES);
    long spare = scratch.allocate((long) numRows * SortEntries.BYTES);
    for (int i = 0; i < numRows; i++) {
      long row = rows + (long) i * rowBytes;
      SortEntries.put(entries, i, order.prefix(row), row);
    }
    new SortEntries(order).sort(entries, numRows, spare);
    List<Integer> result = new ArrayList<>();
    for (int i = 0; i < numRows; i++) {
      result.add(NativeMemory.getInt(SortEntries.address(entries, i) + numberOffset));
    }
    return result;
  }

  private static void writeStrings(
      Schema schema,
      List<@Nullable Object> values,
      long row,
      int[] offsets,
      ScratchAllocator scratch) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.type(i).physicalType() == PhysicalType.VIEW
          && values.get(i) instanceof String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long slot = row + offsets[i];
        NativeMemory.putInt(slot, bytes.length);
        long target = bytes.length <= 12 ? slot + 4 : scratch.allocate(bytes.length);
        NativeMemory.copyFromArray(bytes, 0, target, bytes.length);
        if (bytes.length > 12) {
          NativeMemory.putLong(slot + 8, target - row);
        }
      }
    }
  }
}
