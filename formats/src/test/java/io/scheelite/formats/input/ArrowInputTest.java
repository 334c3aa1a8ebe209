package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.arrow.ArrowIpcFormat;
import io.scheelite.formats.arrow.ArrowIpcWriter;
import io.scheelite.formats.arrow.ArrowTable;
import io.scheelite.formats.arrow.StoredFile;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrow files and streams of inputs that the host gives. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ArrowInputTest {
  private static final long PLENTY = 512L << 20;
  private static final List<ReadCost> COSTS =
      List.of(
          ReadCost.LOCAL, ReadCost.REMOTE, new ReadCost(0, 100_000, 3), new ReadCost(99, 999, 2));

  @TempDir Path folder;

  private static ArrowTable open(InputFile input) {
    return ArrowTable.open(FoundFiles.of(List.of(input)));
  }

  private static List<List<@Nullable Object>> rows(
      TestMemory memory, ArrowTable table, List<Integer> columns, boolean scarce) {
    ScanRequest request = new ScanRequest(columns, List.of(), Batch.DEFAULT_NUM_ROWS);
    long floor = table.readerFloorBytes(request);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE)) {
        if (scarce) {
          consumer.limit(floor);
        }
        try (SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            rows.addAll(Batches.rows(batch));
          }
        }
        assertThat(consumer.usedBytes()).isZero();
      }
    }
    return rows;
  }

  private static List<List<@Nullable Object>> rows(ArrowTable table) {
    try (TestMemory memory = TestMemory.create(PLENTY)) {
      return rows(memory, table, TableRows.all(table), false);
    }
  }

  @Test
  void whateverArrowStoresIsReadFromAfar() throws IOException {
    for (int i = 0; i < Seeds.iterations(25); i++) {
      RandomGenerator random = Seeds.random(ArrowInputTest.class, i);
      Path path = folder.resolve("stored" + i);
      ArrowIpcFormat format = random.nextBoolean() ? ArrowIpcFormat.FILE : ArrowIpcFormat.STREAM;
      StoredFile.write(path, format, random.nextBoolean() ? 20 : 600, random);
      List<List<@Nullable Object>> expected = rows(ArrowTable.open(path));
      for (ReadCost cost : COSTS) {
        BytesInput input = new BytesInput(Files.readAllBytes(path), cost);
        assertThat(rows(open(input))).as("case %s cost %s", i, cost).isEqualTo(expected);
        assertThat(input.numOpen()).isZero();
      }
    }
  }

  private byte[] numbers(ArrowIpcFormat format, int numColumns, int numBatches) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < numColumns; i++) {
      fields.add(new Field("c" + i, DataType.INT64, false));
    }
    Schema schema = new Schema(fields);
    Path path = folder.resolve("numbers." + format);
    try (TestMemory memory = TestMemory.create(PLENTY);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer");
        ArrowIpcWriter writer = new ArrowIpcWriter(path, schema, format, consumer)) {
      for (int b = 0; b < numBatches; b++) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long r = 0; r < 2048; r++) {
          @Nullable Object[] row = new Object[numColumns];
          Arrays.fill(row, b * 2048L + r);
          rows.add(Arrays.asList(row));
        }
        writer.write(batches.batch(schema, rows, Seeds.random("numbers")));
      }
    }
    byte[] bytes = Files.readAllBytes(path);
    Files.delete(path);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void floorIsEnough(ArrowIpcFormat format) throws IOException {
    byte[] bytes = numbers(format, 5, 20);
    for (ReadCost cost : COSTS.subList(0, 3)) {
      try (TestMemory memory = TestMemory.create(PLENTY)) {
        ArrowTable table = open(new BytesInput(bytes, cost));
        List<List<@Nullable Object>> rows = rows(memory, table, List.of(3, 1), true);
        assertThat(rows).hasSize(20 * 2048);
        assertThat(rows.getLast()).isEqualTo(List.of(40_959L, 40_959L));
      }
    }
  }

  /** The footer says where messages are, and these say where buffers are. */
  @ParameterizedTest
  @EnumSource
  void onlyBuffersOfWantedColumnsAreFetched(ArrowIpcFormat format) throws IOException {
    byte[] bytes = numbers(format, 60, 8);
    BytesInput input = new BytesInput(bytes, new ReadCost(4096, 4 << 20, 4));
    ArrowTable table = open(input);
    int opened = input.reads().size();
    long openedBytes = input.reads().stream().mapToLong(BytesInput.Read::size).sum();
    assertThat(opened).isLessThanOrEqualTo(2 + 8 + 1);
    assertThat(openedBytes).isLessThan(bytes.length / 10);
    try (TestMemory memory = TestMemory.create(PLENTY)) {
      assertThat(rows(memory, table, List.of(50), false)).hasSize(8 * 2048);
    }
    List<BytesInput.Read> reads = input.reads().subList(opened, input.reads().size());
    assertThat(reads.stream().mapToLong(BytesInput.Read::size).sum())
        .isBetween(8 * 2048 * 8L, 8 * (2048 * 8L + 4096));
    assertThat(reads.size()).isLessThanOrEqualTo(8);
  }

  @Test
  void footersAreNotTrusted() throws IOException {
    byte[] bytes = numbers(ArrowIpcFormat.FILE, 3, 12);
    List<List<@Nullable Object>> expected = rows(open(new BytesInput(bytes, ReadCost.LOCAL)));
    assertThat(expected).hasSize(12 * 2048);
    int tail = bytes.length - 10;
    int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random("footer" + i);
      byte[] damaged = bytes.clone();
      for (int flips = 1 + random.nextInt(60); flips > 0; flips--) {
        damaged[tail - 1 - random.nextInt(size)] = (byte) random.nextInt();
      }
      BytesInput input = new BytesInput(damaged, new ReadCost(64, 4096, 4));
      assertThat(rows(open(input))).as("case %s", i).isEqualTo(expected);
    }
  }

  @Test
  void damagedInputIsATypedError() throws IOException {
    int refused = 0;
    for (int i = 0; i < Seeds.iterations(60); i++) {
      RandomGenerator random = Seeds.random("damage" + i);
      Path path = folder.resolve("damaged" + i);
      ArrowIpcFormat format = random.nextBoolean() ? ArrowIpcFormat.FILE : ArrowIpcFormat.STREAM;
      StoredFile.write(path, format, 100, random);
      byte[] bytes = Files.readAllBytes(path);
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      for (int flips = 1 + random.nextInt(20); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      BytesInput input = new BytesInput(bytes, COSTS.get(random.nextInt(COSTS.size())));
      try {
        rows(open(input));
      } catch (FormatException e) {
        refused++;
        assertThat(e).hasMessageContaining("memory://bytes");
      }
      assertThat(input.numOpen()).isZero();
    }
    assertThat(refused).isGreaterThan(Seeds.iterations(60) / 10);
  }

  @ParameterizedTest
  @EnumSource
  void failuresAreTypedAndNameTheFile(ArrowIpcFormat format) throws IOException {
    byte[] bytes = numbers(format, 2, 4);
    for (ReadCost cost : COSTS) {
      BytesInput input = new BytesInput(bytes, cost);
      ArrowTable table = open(input);
      input.reading =
          (_, _, _) -> {
            throw new IOException("line is cut");
          };
      assertFails(table, "line is cut");
      input.reading = (_, _, _) -> -1;
      assertFails(table, "file became shorter");
      input.version = "2";
      assertThat(table.isStale()).isTrue();
      assertFails(table, "has changed");
      assertThat(input.numOpen()).isZero();
    }
  }

  private static void assertFails(ArrowTable table, String part) {
    assertThatThrownBy(() -> rows(table))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IO_ERROR))
        .hasMessageContaining("memory://bytes")
        .hasMessageContaining(part);
  }

  /** A driver is put aside before the first byte, and closing does not wait for it. */
  @Test
  void closingStopsReadsThatNeverEnd() throws Exception {
    BytesInput input = new BytesInput(numbers(ArrowIpcFormat.FILE, 2, 2), ReadCost.REMOTE);
    ArrowTable table = open(input);
    ScanRequest request = new ScanRequest(List.of(0, 1), List.of(), Batch.DEFAULT_NUM_ROWS);
    CountDownLatch reading = new CountDownLatch(1);
    input.reading =
        (_, _, _) -> {
          reading.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
          return -1;
        };
    try (TestMemory memory = TestMemory.create(PLENTY);
        MemoryConsumer consumer =
            memory.consumer("scan", table.readerFloorBytes(request), Reclaimable.NONE)) {
      try (SplitReader reader = table.splits(request).getFirst().open(consumer)) {
        reading.await();
        assertThat(reader.blocked()).isNotNull().isNotDone();
      }
      assertThat(consumer.usedBytes()).isZero();
    }
    assertThat(input.numOpen()).isZero();
  }
}
