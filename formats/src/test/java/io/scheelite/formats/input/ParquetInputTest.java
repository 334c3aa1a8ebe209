package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parquet tables of inputs that the host gives: near ones, and far ones that are read ahead. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetInputTest {
  @TempDir Path folder;

  private Path write(int numRows, String options) throws Exception {
    Path file = folder.resolve("a.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          """
          COPY (
            SELECT i AS id, hash(i) % 1000000 AS number, 'text ' || (hash(i) % 5000) AS text,
              i / 7.0 AS ratio, CASE WHEN i % 3 = 0 THEN NULL ELSE repeat('x', i % 50) END AS long,
              [i, i + 1] AS list
            FROM range(%n) t(i)
          ) TO '%s' (FORMAT parquet%o)
          """
              .replace("%n", Integer.toString(numRows))
              .replace("%s", file.toString())
              .replace("%o", options));
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 262144, 1",
    "1048576, 4194304, 4",
    "0, 65536, 2",
    "4096, 100000, 3",
  })
  void rowsAreThoseOfTheFile(int gapBytes, int readBytes, int reads) throws Exception {
    for (String options :
        List.of("", ", COMPRESSION 'uncompressed'", ", COMPRESSION 'zstd', ROW_GROUP_SIZE 4096")) {
      Path file = write(15_000, options);
      BytesInput input =
          new BytesInput(Files.readAllBytes(file), new ReadCost(gapBytes, readBytes, reads));
      ParquetTable table = ParquetTable.open(List.of(input));
      assertThat(table.description()).isEqualTo("memory://bytes");
      try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
        List<List<@Nullable Object>> expected = TableRows.read(memory, ParquetTable.open(file));
        assertThat(InputScans.rows(memory, table, TableRows.all(table), false)).isEqualTo(expected);
        assertThat(InputScans.rows(memory, table, TableRows.all(table), true)).isEqualTo(expected);
      }
      assertThat(input.numOpen()).isZero();
    }
  }

  @Test
  void neighboursAreReadAtOnce() throws Exception {
    Path file = write(30_000, ", ROW_GROUP_SIZE 10000");
    BytesInput input = new BytesInput(Files.readAllBytes(file), ReadCost.REMOTE);
    ParquetTable table = ParquetTable.open(List.of(input));
    assertThat(input.reads()).hasSize(1); // the footer
    try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
      table.readerFloorBytes(
          new ScanRequest(TableRows.all(table), List.of(), Batch.DEFAULT_NUM_ROWS));
      int before = input.reads().size(); // sizes of pages, once
      InputScans.rows(memory, table, TableRows.all(table), false);
      assertThat(input.reads().size() - before).isEqualTo(table.numRowGroups());
    }
  }

  @Test
  void anInputThatChangedIsFoundOut() throws Exception {
    BytesInput input = new BytesInput(Files.readAllBytes(write(1000, "")), ReadCost.LOCAL);
    ParquetTable table = ParquetTable.open(List.of(input));
    assertThat(table.isStale()).isFalse();
    input.version = "2";
    assertThat(table.isStale()).isTrue();
    InputScans.assertFails(table, "has changed");
  }

  @ParameterizedTest
  @CsvSource({"1", "4"})
  void failuresNameFileAndOffset(int concurrentReads) throws Exception {
    ReadCost cost = new ReadCost(0, 65536, concurrentReads);
    BytesInput input = new BytesInput(Files.readAllBytes(write(30_000, "")), cost);
    ParquetTable table = ParquetTable.open(List.of(input));
    ScanRequest request = new ScanRequest(List.of(0), List.of(), Batch.DEFAULT_NUM_ROWS);
    table.readerFloorBytes(request);
    input.reading =
        (_, _, _) -> {
          throw new IOException("line is cut");
        };
    InputScans.assertFails(table, "line is cut", "offset=4");
    input.reading = (_, _, _) -> -1;
    InputScans.assertFails(table, "file became shorter", "offset=4");
    assertThat(input.numOpen()).isZero();
  }

  @Test
  void closingStopsReadsThatNeverEnd() throws Exception {
    BytesInput input = new BytesInput(Files.readAllBytes(write(30_000, "")), ReadCost.REMOTE);
    ParquetTable table = ParquetTable.open(List.of(input));
    InputScans.assertClosingStopsReads(table, input);
  }

  @Test
  void anUnknownSchemeSaysWhatToAdd() {
    assertThatThrownBy(() -> ParquetTable.open(InputFiles.local(), "s3://bucket/a.parquet"))
        .isInstanceOfSatisfying(
            FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("put an InputProvider for it on the class path")
        .hasMessageContaining("scheme=s3 known=[file]: file=s3://bucket/a.parquet");
  }

  @Test
  void aHostsSchemeIsFound() throws Exception {
    BytesInput input = new BytesInput(Files.readAllBytes(write(1000, "")), ReadCost.LOCAL);
    InputProvider provider =
        new InputProvider() {
          @Override
          public Set<String> schemes() {
            return Set.of("memory");
          }

          @Override
          public InputFile file(String location) {
            return input;
          }
        };
    ParquetTable table = ParquetTable.open(InputFiles.local().with(provider), "memory://bytes");
    assertThat(table.numRowGroups()).isEqualTo(1);
    assertThat(ParquetTable.open(InputFiles.local(), "file://" + folder).numRowGroups())
        .isEqualTo(1);
  }
}
