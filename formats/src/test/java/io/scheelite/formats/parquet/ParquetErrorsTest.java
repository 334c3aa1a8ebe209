package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.ParquetFile;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors say in one sentence what is wrong, with which file, and what helps. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetErrorsTest {
  private static final Schema SCHEMA =
      Schema.of(new Field("i", DataType.INT64, false), new Field("s", DataType.UTF8, true));

  @TempDir Path folder;

  private static void assertRefused(Path path, ErrorCode code, String... parts) {
    FormatException error =
        catchThrowableOfType(FormatException.class, () -> ParquetTable.open(path));
    assertThat(error).hasMessageContaining(path.toString()).hasMessageContainingAll(parts);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.getMessage().lines()).hasSize(1);
  }

  @Test
  void missingFile() {
    assertRefused(folder.resolve("missing.parquet"), ErrorCode.FILE_NOT_FOUND, "does not exist");
    assertRefused(folder, ErrorCode.FILE_NOT_FOUND, "no file found, check the path");
    assertRefused(folder.resolve("*.parquet"), ErrorCode.FILE_NOT_FOUND, "no file found");
  }

  @Test
  void emptyFile() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.parquet"));
    assertRefused(file, ErrorCode.CORRUPT_DATA, "file is empty", "write it again");
  }

  @Test
  void otherFormat() throws Exception {
    Path text = Files.writeString(folder.resolve("text.parquet"), "this is a text, not a table");
    assertRefused(text, ErrorCode.CORRUPT_DATA, "not a Parquet file");
    Files.writeString(text, "a");
    assertRefused(text, ErrorCode.CORRUPT_DATA, "not a Parquet file");
  }

  @Test
  void truncatedFile() throws Exception {
    Path file = folder.resolve("whole.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute("COPY (SELECT i FROM range(9000) t(i)) TO '" + file + "' (FORMAT parquet)");
    }
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.parquet");
    for (int size : new int[] {4, 11, 12, 100, whole.length / 2, whole.length - 1}) {
      Files.write(cut, Arrays.copyOf(whole, size));
      assertRefused(cut, ErrorCode.CORRUPT_DATA, "Parquet file is truncated");
    }
  }

  @Test
  void footerThatDoesNotFitIntoTheHeap() throws Exception {
    Path file = folder.resolve("footer.parquet");
    int footerBytes = (int) Math.min(200 << 20, Runtime.getRuntime().maxMemory() / 16 + 1);
    byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer end =
        ByteBuffer.allocate(2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(footerBytes)
            .put(magic)
            .flip();
    try (FileChannel sparse =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(magic), 0);
      sparse.write(end, magic.length + (long) footerBytes);
    }
    assertRefused(file, ErrorCode.MEMORY_LIMIT_EXCEEDED, "too large for the heap", "raise -Xmx");
  }

  private static List<ParquetFile> footers(List<Path> files, long mostBytes) {
    return ParquetTable.footers(FoundFiles.find(files, "").files(), mostBytes);
  }

  @Test
  void theFootersOfATableAreBoundedTogether() throws Exception {
    List<Path> files = new ArrayList<>();
    try (DuckDb duck = new DuckDb()) {
      for (int i = 0; i < 3; i++) {
        Path file = folder.resolve(i + ".parquet");
        duck.execute("COPY (SELECT i FROM range(9) t(i)) TO '" + file + "' (FORMAT parquet)");
        files.add(file);
      }
    }
    long each = footers(files, Long.MAX_VALUE).getFirst().footerBytes();
    assertThat(footers(files, 3 * each)).hasSize(3);
    assertThat(ParquetTable.open(folder).heapBytes()).isEqualTo(2 * 3 * each);
    FormatException error =
        catchThrowableOfType(FormatException.class, () -> footers(files, 3 * each - 1));
    assertThat(error.code()).isEqualTo(ErrorCode.MEMORY_LIMIT_EXCEEDED);
    assertThat(error)
        .hasMessageContaining("2.parquet")
        .hasMessageContaining("footerBytes=" + each + " leftBytes=" + (each - 1));
  }

  @Test
  void writingIntoAFolderThatIsMissing() {
    Path file = folder.resolve("missing").resolve("table.parquet");
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("writer")) {
      assertThatThrownBy(
              () ->
                  new ParquetWriter(file, SCHEMA, ParquetWriteOptions.defaults(), consumer).close())
          .isInstanceOf(FormatException.class)
          .hasMessage("folder to write into does not exist, create it first: file=" + file);
      assertThat(consumer.usedBytes()).isZero();
    }
  }

  @Test
  void writingOverAFolder() throws Exception {
    Path file = Files.createDirectories(folder.resolve("table.parquet").resolve("inside"));
    try (TestMemory memory = TestMemory.create(16 << 20);
        MemoryConsumer consumer = memory.consumer("writer")) {
      ParquetWriter writer =
          new ParquetWriter(file.getParent(), SCHEMA, ParquetWriteOptions.defaults(), consumer);
      assertThatThrownBy(writer::close)
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("writing failed");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file.getParent());
    }
  }

  /** Full at once, between row groups, and while the footer is written. */
  @ParameterizedTest
  @ValueSource(longs = {0, 4, 100, 10_000, -100, -1})
  void fullDisk(long capacity) throws Exception {
    Path file = folder.resolve("table.parquet");
    Path measured = folder.resolve("measured.parquet");
    FaultyDisk large = FaultyDisk.create(Seeds.random(ParquetErrorsTest.class, 0));
    write(measured, large);
    Files.delete(measured);
    long written = large.bytesWritten();
    long bytes = capacity < 0 ? written + capacity : Math.min(capacity, written / 2);
    FaultyDisk disk =
        FaultyDisk.create(Seeds.random(ParquetErrorsTest.class, 1)).withCapacity(bytes);
    FormatException error = catchThrowableOfType(FormatException.class, () -> write(file, disk));
    assertThat(error.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(error).hasMessage("disk is full, free space or write elsewhere: file=" + file);
    assertThat(disk.faultsFired()).isPositive();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  private static void write(Path file, FaultyDisk disk) {
    try (TestMemory memory = TestMemory.create(64 << 20);
        Batches batches = new Batches(memory);
        MemoryConsumer consumer = memory.consumer("writer")) {
      Batch batch =
          batches.batch(
              SCHEMA, RandomRows.rows(SCHEMA, 2000, Seeds.random(ParquetErrorsTest.class, 2)));
      ParquetWriteOptions options =
          ParquetWriteOptions.defaults()
              .withRowGroupRows(3000)
              .withCompression(Compression.UNCOMPRESSED);
      try (ParquetWriter writer = new ParquetWriter(file, SCHEMA, options, consumer, disk::open)) {
        for (int i = 0; i < 10; i++) {
          writer.write(batch);
        }
      } finally {
        assertThat(consumer.usedBytes()).isZero();
      }
    }
  }
}
