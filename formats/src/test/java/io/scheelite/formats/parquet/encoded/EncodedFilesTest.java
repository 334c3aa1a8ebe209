package io.scheelite.formats.parquet.encoded;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.NestedParts;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files in every encoding, codec and page version, by the encoders of parquet-java, are read as
 * they were written. {@code -Dtests.iterations=N} tries so many random ones.
 */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class EncodedFilesTest {
  @TempDir Path folder;

  @Test
  void everyKindIsReadInEveryEncoding() throws Exception {
    int number = 0;
    for (LeafKind kind : LeafKind.values()) {
      for (Encoding encoding : ValueWriters.encodings(kind.stored)) {
        for (boolean version2 : new boolean[] {false, true}) {
          CompressionCodec codec = PageCodec.ALL.get(number % PageCodec.ALL.size());
          RandomGenerator random = Seeds.random(EncodedFilesTest.class, -1 - number++);
          var plan = new EncodedChunk.Plan(encoding, codec, version2);
          check(EncodedFile.single(kind, plan, random), number, 2048, random);
        }
      }
    }
  }

  @Test
  void randomColumnsAreReadAsTheyWere() throws Exception {
    for (int i = 0; i < Seeds.iterations(100); i++) {
      RandomGenerator random = Seeds.random(EncodedFilesTest.class, i);
      int levels = random.nextInt(4);
      EncodedFile file = EncodedFile.random(levels, random.nextInt(10) == 0 ? 5000 : 300, random);
      check(file, i, random.nextBoolean() ? 2048 : 1 + random.nextInt(200), random);
    }
  }

  private void check(EncodedFile file, int number, int batchSize, RandomGenerator random)
      throws Exception {
    Path path = folder.resolve("case" + number + ".parquet");
    Files.write(path, file.bytes());
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      ParquetTable table = ParquetTable.open(path);
      assertThat(table.schema().fields().stream().map(Field::type))
          .as("case %s: %s", number, file.description())
          .isEqualTo(file.types());
      List<?> rows = TableRows.read(memory, table, TableRows.all(table), List.of(), batchSize);
      assertThat(rows.equals(file.rows()))
          .as("case %s is read as it was written: %s", number, file.description())
          .isTrue();
      NestedParts.check(memory, table, file.rows(), random);
    }
    Files.delete(path);
  }

  @Test
  void partsOfDamagedFilesAreThoseOfTheirRows() throws Exception {
    int readable = 0;
    for (int i = 0; i < Seeds.iterations(300); i++) {
      RandomGenerator random = Seeds.random(EncodedFilesTest.class, 2_000_000 + i);
      byte[] bytes = EncodedFile.random(1 + random.nextInt(2), 60, random).bytes();
      for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
        bytes[4 + random.nextInt(bytes.length / 2)] = (byte) random.nextInt();
      }
      Path path = folder.resolve("damaged" + i + ".parquet");
      Files.write(path, bytes);
      try (TestMemory memory = TestMemory.create(64 << 20)) {
        ParquetTable table = ParquetTable.open(path);
        List<List<@Nullable Object>> rows;
        try {
          rows = TableRows.read(memory, table);
        } catch (FormatException damaged) {
          NestedParts.readAll(memory, table, random); // or an error of that kind
          continue;
        }
        NestedParts.check(memory, table, rows, random);
        readable++;
      } catch (FormatException damaged) {
        assertThat(damaged).hasMessageContaining("file=" + path);
      }
      Files.delete(path);
    }
    assertThat(readable).isPositive();
  }

  /** What is compared with is not only ours to judge: DuckDB reads the same in these files. */
  @Test
  void theFilesAreSound() throws Exception {
    try (DuckDb duck = new DuckDb()) {
      for (int i = 0; i < 40; i++) {
        RandomGenerator random = Seeds.random(EncodedFilesTest.class, 1_000_000 + i);
        EncodedFile file = EncodedFile.random(0, 200, random);
        if (!DuckDb.showsAlike(file.types())
            || file.description().contains("FLOAT16") // not read in all encodings
            || file.description().contains("UUID") // likewise
            || file.description().contains("packed levels") // taken for runs
            || file.description().contains("LZ4,") // Hadoop's, not read at all
            || file.description().contains("JSON")) { // a type of its own
          continue;
        }
        Path path = folder.resolve("duck" + i + ".parquet");
        Files.write(path, file.bytes());
        List<?> types = duck.query("SELECT column_type FROM (DESCRIBE FROM '" + path + "')");
        if (!types.equals(file.types().stream().map(type -> List.of(duckName(type))).toList())) {
          continue; // some types it knows by their older annotation alone
        }
        assertThat(duck.query("FROM '" + path + "'").equals(file.rows()))
            .as("case %s is read by DuckDB: %s", i, file.description())
            .isTrue();
      }
    }
  }

  private static String duckName(DataType type) {
    return type == DataType.FLOAT32 ? "FLOAT" : type.sqlName();
  }
}
