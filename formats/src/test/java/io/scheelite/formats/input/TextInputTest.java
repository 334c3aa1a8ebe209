package io.scheelite.formats.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.csv.CsvOptions;
import io.scheelite.formats.csv.CsvTable;
import io.scheelite.formats.json.JsonOptions;
import io.scheelite.formats.json.JsonTable;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** CSV and JSON of inputs that the host gives: near ones, and far ones that are read ahead. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class TextInputTest {
  @TempDir Path folder;

  /** What a table is made of. */
  enum Format {
    CSV("HEADER, QUOTE '\"'"),
    JSON("FORMAT json"),
    JSON_ARRAY("FORMAT json, ARRAY true"),
    PACKED_CSV("FORMAT csv, COMPRESSION gzip"),
    PACKED_JSON("FORMAT json, COMPRESSION gzip");

    private final String options;

    Format(String options) {
      this.options = options;
    }

    boolean isPacked() {
      return name().startsWith("PACKED");
    }

    boolean isJson() {
      return name().contains("JSON");
    }

    TableSource open(FoundFiles files) {
      return isJson()
          ? JsonTable.open(files, JsonOptions.defaults())
          : CsvTable.open(files, CsvOptions.defaults());
    }
  }

  private Path write(Format format, int numRows) throws Exception {
    Path file = folder.resolve(format.name() + (format.isPacked() ? ".gz" : ""));
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          """
          COPY (
            SELECT i AS id, hash(i) % 1000000 AS number,
              'text' || chr(10) || '"' || (hash(i) % 5000) AS text, i / 7.0 AS ratio
            FROM range(%n) t(i)
          ) TO '%s' (%o)
          """
              .replace("%n", Integer.toString(numRows))
              .replace("%s", file.toString())
              .replace("%o", format.options));
    }
    return file;
  }

  private static BytesInput input(Path file, ReadCost cost) throws IOException {
    return new BytesInput("memory://" + file.getFileName(), Files.readAllBytes(file), cost);
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreThoseOfTheFile(Format format) throws Exception {
    Path file = write(format, 9_000);
    List<List<@Nullable Object>> expected;
    try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
      expected = TableRows.read(memory, format.open(FoundFiles.find(List.of(file), "")));
    }
    assertThat(expected).hasSize(9_000);
    for (ReadCost cost : List.of(ReadCost.LOCAL, ReadCost.REMOTE, new ReadCost(0, 100_000, 3))) {
      BytesInput input = input(file, cost);
      TableSource table = format.open(FoundFiles.of(List.of(input)));
      assertThat(table.description()).isEqualTo("memory://" + file.getFileName());
      try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
        assertThat(InputScans.rows(memory, table, TableRows.all(table), false)).isEqualTo(expected);
        assertThat(InputScans.rows(memory, table, TableRows.all(table), true)).isEqualTo(expected);
      }
      assertThat(input.numOpen()).isZero();
    }
  }

  private static long numRows(TestMemory memory, TableSource table) {
    ScanRequest request = new ScanRequest(List.of(0), List.of(), Batch.DEFAULT_NUM_ROWS);
    long numRows = 0;
    for (Split split : table.splits(request)) {
      try (MemoryConsumer consumer =
              memory.consumer("scan", table.readerFloorBytes(request), Reclaimable.NONE);
          SplitReader reader = split.open(consumer)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          numRows += batch.numRows();
        }
      }
    }
    return numRows;
  }

  /** What the table looks like is found out with few requests, and the rest in large pieces. */
  @Test
  void farFilesAreReadInFewPieces() throws Exception {
    Path file = write(Format.CSV, 200_000);
    BytesInput input = input(file, ReadCost.REMOTE);
    TableSource table = Format.CSV.open(FoundFiles.of(List.of(input)));
    int opened = input.reads().size();
    assertThat(opened).isBetween(1, 4);
    try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
      assertThat(numRows(memory, table)).isEqualTo(200_000);
    }
    long size = Files.size(file);
    List<BytesInput.Read> reads = input.reads().subList(opened, input.reads().size());
    assertThat(reads).hasSize((int) Math.ceilDiv(size, (long) ReadCost.REMOTE.readBytes()));
    assertThat(reads.stream().mapToLong(BytesInput.Read::size).sum()).isEqualTo(size);
  }

  /** Lines are divided wherever a part begins: each byte is asked for about once. */
  @Test
  void farLinesOfJsonAreReadInParts() throws Exception {
    Path file = write(Format.JSON, 400_000);
    BytesInput input = input(file, ReadCost.REMOTE);
    TableSource table = Format.JSON.open(FoundFiles.of(List.of(input)));
    assertThat(table.numSplits()).isEqualTo((int) Math.ceilDiv(Files.size(file), 16L << 20));
    assertThat(table.numSplits()).isGreaterThan(1);
    int opened = input.reads().size();
    try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
      assertThat(numRows(memory, table)).isEqualTo(400_000);
    }
    long bytes = input.reads().stream().skip(opened).mapToLong(BytesInput.Read::size).sum();
    assertThat(bytes - Files.size(file)).isBetween(0L, (64L << 10) + 1);
  }

  @ParameterizedTest
  @CsvSource({"CSV, 1", "CSV, 4", "JSON, 1", "JSON, 4", "PACKED_CSV, 4"})
  void failuresAreTypedAndNameThePlace(Format format, int concurrentReads) throws Exception {
    BytesInput input = input(write(format, 20_000), new ReadCost(0, 65536, concurrentReads));
    TableSource table = format.open(FoundFiles.of(List.of(input)));
    input.reading =
        (_, _, _) -> {
          throw new IOException("line is cut");
        };
    InputScans.assertFails(table, "line is cut", "offset=0");
    input.reading = (_, _, _) -> -1;
    InputScans.assertFails(table, "file became shorter");
    input.version = "2";
    assertThat(table.isStale()).isTrue();
    InputScans.assertFails(table, "has changed");
    assertThat(input.numOpen()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "JSON"})
  void badValuesNameTheirLine(Format format) throws Exception {
    String text = format.isJson() ? "{\"a\": 1}\n{\"a\": 2}\n{\"a\": x}\n" : "a\n1\n2,3\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    BytesInput input = new BytesInput("memory://a", bytes, ReadCost.REMOTE);
    assertThatThrownBy(
            () -> {
              TableSource table =
                  format.isJson()
                      ? JsonTable.open(
                          FoundFiles.of(List.of(input)),
                          JsonOptions.defaults().withSampleObjects(1))
                      : CsvTable.open(FoundFiles.of(List.of(input)), CsvOptions.defaults());
              try (TestMemory memory = TestMemory.create(InputScans.PLENTY)) {
                InputScans.rows(memory, table, TableRows.all(table), false);
              }
            })
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("file=memory://a line=3");
    assertThat(input.numOpen()).isZero();
  }

  /** A driver is put aside before the first byte, and closing does not wait for it. */
  @ParameterizedTest
  @EnumSource(names = {"CSV", "JSON", "PACKED_CSV"})
  void openingDoesNotWaitAndClosingStopsReadsThatNeverEnd(Format format) throws Exception {
    BytesInput input = input(write(format, 1000), ReadCost.REMOTE);
    TableSource table = format.open(FoundFiles.of(List.of(input)));
    InputScans.assertClosingStopsReads(table, input);
  }
}
