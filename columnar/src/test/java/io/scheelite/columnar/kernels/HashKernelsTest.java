package io.scheelite.columnar.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.RandomRows;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class HashKernelsTest {
  private Batches batches;

  @AfterEach
  void close() {
    batches.close();
  }

  @BeforeEach
  void open() {
    batches = new Batches(TestMemory.create(64 << 20));
  }

  private List<Long> hashes(List<ColumnVector> keys, int numRows) {
    long address = batches.allocate(8L * numRows);
    HashKernels.hash(keys, numRows, address);
    return IntStream.range(0, numRows)
        .mapToObj(i -> NativeMemory.getLong(address + 8L * i))
        .toList();
  }

  @Test
  void equalRowsHashAlikeInEveryEncodingAndWidth() {
    for (int round = 0; round < Seeds.iterations(40); round++) {
      RandomGenerator random = Seeds.random(HashKernelsTest.class, round);
      int numRows = 1 + random.nextInt(150);
      List<List<Object>> rows = RandomRows.rows(VectorGatherTest.SCHEMA, numRows, random);
      Batch plain = batches.batch(VectorGatherTest.SCHEMA, rows);
      Batch encoded = batches.batch(VectorGatherTest.SCHEMA, rows, random);
      for (int c = 0; c < VectorGatherTest.SCHEMA.size(); c++) {
        assertThat(hashes(List.of(encoded.column(c)), numRows))
            .isEqualTo(hashes(List.of(plain.column(c)), numRows));
      }
      List<Long> all = hashes(plain.columns(), numRows);
      assertThat(hashes(encoded.columns(), numRows)).isEqualTo(all);
      List<Integer> some = IntStream.range(0, numRows).filter(i -> i % 3 == 1).boxed().toList();
      long selected = batches.allocate(8L * numRows);
      HashKernels.hash(encoded.columns(), numRows, batches.selection(some), selected);
      for (int row : some) {
        assertThat(NativeMemory.getLong(selected + 8L * row)).isEqualTo(all.get(row));
      }
    }
  }

  @Test
  void specialNumbersHashByValue() {
    List<Double> doubles = List.of(0.0, -0.0, Double.NaN, Double.longBitsToDouble(-1L), 1.5);
    List<Long> hashes = hashes(List.of(batches.flat(DataType.FLOAT64, doubles)), 5);
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
    assertThat(hashes.get(2)).isEqualTo(hashes.get(3));
    assertThat(hashes(List.of(batches.flat(DataType.FLOAT32, doubles)), 5)).isEqualTo(hashes);
    DataType wide = new DataType.Decimal(38, 0);
    List<Long> numbers = List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 7L);
    assertThat(hashes(List.of(batches.flat(wide, numbers)), 5))
        .isEqualTo(hashes(List.of(batches.flat(wide, PhysicalType.INT64, numbers)), 5));
  }

  @Test
  void hashesSpread() {
    List<Long> numbers = IntStream.range(0, 4096).mapToObj(i -> (long) i << 20).toList();
    List<String> strings = numbers.stream().map(n -> "Customer#00000" + n).toList();
    List<String> shortStrings = numbers.stream().map(n -> "k" + n).toList();
    for (ColumnVector keys :
        List.of(
            batches.flat(DataType.INT64, numbers),
            batches.flat(DataType.UTF8, strings),
            batches.flat(DataType.UTF8, shortStrings))) {
      List<Long> hashes = hashes(List.of(keys), 4096);
      for (int shift : new int[] {0, 20, 40, 56}) {
        int[] buckets = new int[256];
        for (long hash : hashes) {
          buckets[(int) (hash >>> shift) & 255]++;
        }
        // 16 expected per bucket; 48 would be eight standard deviations away
        assertThat(Arrays.stream(buckets).max().getAsInt()).isLessThan(48);
      }
      assertThat(new HashSet<>(hashes)).hasSize(4096);
    }
  }

  @Test
  void everyByteOfAStringCounts() {
    Set<Long> seen = new HashSet<>();
    List<String> strings = new ArrayList<>();
    for (int length = 0; length < 70; length++) {
      strings.add("x".repeat(length));
      for (int at = 0; at < length; at++) {
        strings.add("x".repeat(at) + "y" + "x".repeat(length - at - 1));
      }
    }
    seen.addAll(hashes(List.of(batches.flat(DataType.UTF8, strings)), strings.size()));
    assertThat(seen).hasSize(strings.size());
  }
}
