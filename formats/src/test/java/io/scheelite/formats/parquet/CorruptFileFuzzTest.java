package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken files give an error that names them, or rows; never a crash, a hang, or more memory. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class CorruptFileFuzzTest {
  private static final String ROWS =
      """
      SELECT i % 2 = 0 AS flag, CASE WHEN i % 3 > 0 THEN i END AS number, i * 1.5::DOUBLE AS f,
        (i % 50)::DECIMAL(15, 2) AS few, (i * 7)::DECIMAL(30, 2) AS wide,
        'mode ' || i % 7 AS mode, CASE WHEN i % 5 > 0 THEN repeat('x', (i % 30)::INTEGER) || i END AS text
      FROM range(3000) t(i)
      """;
  private static final long MEMORY_BYTES = 32 << 20;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "uncompressed, v1",
    "snappy, v1",
    "zstd, v2",
    "uncompressed, v2",
    "gzip, v1",
    "lz4_raw, v2",
    "brotli, v1"
  })
  void damagedFilesNeverDoHarm(String codec, String version) throws Exception {
    Path file = folder.resolve("sound.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          String.format(
              Locale.ROOT,
              "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION %s, PARQUET_VERSION %s, ROW_GROUP_SIZE 2048)",
              ROWS,
              file,
              codec,
              version));
    }
    byte[] sound = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.parquet");
    int refused = 0;
    int cases = Seeds.iterations(400);
    for (int i = 0; i < cases; i++) {
      RandomGenerator random = Seeds.random(CorruptFileFuzzTest.class, i);
      Files.write(damaged, damage(sound, random));
      refused += isRefused(damaged) ? 1 : 0;
    }
    assertThat(refused).as("damage that was noticed").isGreaterThan(cases / 10);
  }

  private static byte[] damage(byte[] sound, RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return Arrays.copyOf(sound, random.nextInt(sound.length));
    }
    byte[] bytes = sound.clone();
    int from = random.nextInt(3) == 0 ? Math.max(0, bytes.length - 3000) : 0;
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      int at = from + random.nextInt(bytes.length - from);
      bytes[at] =
          (byte) (random.nextBoolean() ? bytes[at] ^ 1 << random.nextInt(8) : random.nextInt());
    }
    return bytes;
  }

  /** Reads everything within a bound of memory; any error but ours fails the test. */
  private static boolean isRefused(Path file) {
    try (TestMemory memory = TestMemory.create(MEMORY_BYTES)) {
      ParquetTable table = ParquetTable.open(file);
      table.statistics();
      ScanRequest request = new ScanRequest(TableRows.all(table), List.of(), 2048);
      long floor = table.readerFloorBytes(request);
      assertThat(floor).isLessThan(MEMORY_BYTES);
      for (Split split : table.splits(request)) {
        if (split.numRows() > 1_000_000) {
          continue; // so many rows can be told in few bytes: right, but slow
        }
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            assertThat(batch.numRows()).isPositive();
          }
        }
      }
      return false;
    } catch (FormatException e) {
      assertThat(e).hasMessageContaining(file.toString());
      return true;
    }
  }

  @Test
  void refusesPagesBeyondTheOption() throws Exception {
    Path file = folder.resolve("large.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          "COPY (SELECT md5(i::VARCHAR) AS s FROM range(9000) t(i)) TO '"
              + file
              + "' (FORMAT parquet)");
    }
    ParquetTable table =
        ParquetTable.open(ParquetReadOptions.defaults().withMaxPageBytes(100_000), file);
    assertThatThrownBy(() -> table.readerFloorBytes(new ScanRequest(List.of(0), List.of(), 2048)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("maxPageBytes")
        .hasMessageContaining("column=s");
  }
}
