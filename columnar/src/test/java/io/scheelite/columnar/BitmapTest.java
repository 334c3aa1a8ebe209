package io.scheelite.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class BitmapTest {
  private static final int[] SIZES = {1, 2, 7, 8, 63, 64, 65, 127, 128, 129, 1000, 65536};

  private final RandomGenerator random = Seeds.random(BitmapTest.class, 0);
  private Batches memory;

  @AfterEach
  void close() {
    memory.close();
  }

  @BeforeEach
  void open() {
    memory = new Batches(TestMemory.create(16 << 20));
  }

  private long bitmap(BitSet bits, int numBits) {
    long address = memory.allocate(Bitmap.sizeBytes(numBits));
    for (long at = 0; at < Bitmap.sizeBytes(numBits); at += 8) {
      NativeMemory.putLong(address + at, random.nextLong());
    }
    for (int i = 0; i < numBits; i++) {
      if (bits.get(i)) {
        Bitmap.set(address, i);
      } else {
        Bitmap.clear(address, i);
      }
    }
    return address;
  }

  private BitSet randomBits(int numBits) {
    BitSet bits = new BitSet();
    int percent = List.of(0, 3, 50, 97, 100).get(random.nextInt(5));
    for (int i = 0; i < numBits; i++) {
      bits.set(i, random.nextInt(100) < percent);
    }
    return bits;
  }

  private static BitSet read(long bitmap, int numBits) {
    BitSet bits = new BitSet();
    for (int i = 0; i < numBits; i++) {
      bits.set(i, Bitmap.isSet(bitmap, i));
    }
    return bits;
  }

  @Test
  void wordOperationsAgreeWithBitSets() {
    for (int size : SIZES) {
      BitSet a = randomBits(size);
      BitSet b = randomBits(size);
      long left = bitmap(a, size);
      long right = bitmap(b, size);
      long target = memory.allocate(Bitmap.sizeBytes(size));
      BitSet expected = (BitSet) a.clone();
      expected.and(b);
      Bitmap.and(target, left, right, size);
      assertThat(read(target, size)).isEqualTo(expected);
      expected = (BitSet) a.clone();
      expected.or(b);
      Bitmap.or(target, left, right, size);
      assertThat(read(target, size)).isEqualTo(expected);
      expected = (BitSet) a.clone();
      expected.xor(b);
      Bitmap.xor(target, left, right, size);
      assertThat(read(target, size)).isEqualTo(expected);
      expected = (BitSet) a.clone();
      expected.andNot(b);
      Bitmap.andNot(target, left, right, size);
      assertThat(read(target, size)).isEqualTo(expected);
      expected = (BitSet) a.clone();
      expected.flip(0, size);
      Bitmap.not(target, left, size);
      assertThat(read(target, size)).isEqualTo(expected);
      assertThat(Bitmap.count(left, size)).isEqualTo(a.cardinality());
      assertThat(Bitmap.allSet(left, size)).isEqualTo(a.cardinality() == size);
      assertThat(Bitmap.noneSet(left, size)).isEqualTo(a.isEmpty());
    }
  }

  @Test
  void selectionsRoundTrip() {
    for (int size : SIZES) {
      BitSet bits = randomBits(size);
      long bitmap = bitmap(bits, size);
      long rows = memory.allocate(Selection.sizeBytes(size));
      Selection selection = new Selection(rows, Bitmap.toSelection(bitmap, size, rows));
      assertThat(numbers(selection)).isEqualTo(bits.stream().boxed().toList());

      BitSet other = randomBits(size);
      long otherBitmap = bitmap(other, size);
      long gathered = memory.allocate(Bitmap.sizeBytes(size));
      Bitmap.gather(gathered, otherBitmap, selection);
      long composed = memory.allocate(Selection.sizeBytes(size));
      long intersected = memory.allocate(Selection.sizeBytes(size));
      Selection both = new Selection(composed, Bitmap.compose(selection, gathered, composed));
      Selection same =
          new Selection(intersected, Bitmap.intersect(selection, otherBitmap, intersected));
      BitSet expected = (BitSet) bits.clone();
      expected.and(other);
      assertThat(numbers(both)).isEqualTo(expected.stream().boxed().toList());
      assertThat(numbers(same)).isEqualTo(numbers(both));

      long scattered = bitmap(new BitSet(), size);
      Bitmap.scatter(scattered, gathered, selection);
      assertThat(read(scattered, size)).isEqualTo(expected);
    }
  }

  private static List<Integer> numbers(Selection selection) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < selection.numRows(); i++) {
      numbers.add(Short.toUnsignedInt(NativeMemory.getShort(selection.address() + 2L * i)));
    }
    return numbers;
  }
}
