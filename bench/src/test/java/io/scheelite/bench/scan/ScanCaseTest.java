package io.scheelite.bench.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.scan.ScanQuery.Range;
import io.scheelite.bench.statement.OwnEngine;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.sql.Engine;
import io.scheelite.sql.StatementExecution;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One text asks all engines for the same. */
class ScanCaseTest {
  private static final Range RANGE = new Range("k", 100, 199);

  @TempDir private Path folder;

  private Engine engine;

  @BeforeEach
  void open() {
    engine = Engine.builder().threads(2).build();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Of numbers, decimals, days and texts that repeat, in thousands of rows. */
  private Path file(String options, String suffix) {
    Path file = folder.resolve("t." + suffix);
    String rows =
        "SELECT k, CAST(k * 7 % 100 AS DECIMAL(15, 2)) AS d, DATE '1992-01-01' + CAST(k % 2000 AS"
            + " INTEGER) AS day, 'text of ' || CAST(k % 30 AS VARCHAR) AS s FROM range(20000) AS"
            + " r(k)";
    try (StatementExecution copy =
        engine.statement("COPY (" + rows + ") TO '" + file + "' (" + options + ")", List.of())) {
      copy.execute();
    }
    return file;
  }

  private ScanCase parquet(Compression compression) {
    ScanCase.Parquet format = new ScanCase.Parquet(compression);
    Path file = file("FORMAT parquet, COMPRESSION " + format.codec(), "parquet");
    Schema schema = ParquetTable.open(file).schema();
    ScanQuery query = ScanQuery.of(schema, List.of(), RANGE);
    return new ScanCase("t/all", query, file, ScanWriter.SCHEELITE, format);
  }

  @ParameterizedTest
  @EnumSource(
      value = Compression.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LZ4", "BROTLI"}) // which are only read
  void duckDbAnswersTheSame(Compression compression) throws SQLException {
    ScanCase scan = parquet(compression);

    OwnEngine.Run run = new OwnEngine(engine).run(scan.sql());

    assertThat(run.answer().rows()).containsExactly(duckDb(scan.sql()));
    assertThat(run.nanos()).isPositive();
    if (compression == Compression.UNCOMPRESSED) {
      assertThat(run.decompressNanos()).isZero();
    } else {
      assertThat(run.decompressNanos()).isBetween(1L, run.nanos());
    }
  }

  @Test
  void linesOfTextAreAskedForTheSame() throws SQLException {
    ScanQuery query = parquet(Compression.SNAPPY).query();
    Path file = file("FORMAT csv, HEADER true", "csv");
    ScanCase scan =
        new ScanCase("csv/t/all", query, file, ScanWriter.SCHEELITE, new ScanCase.Csv());

    OwnEngine.Run run = new OwnEngine(engine).run(scan.sql());

    assertThat(run.answer().rows()).containsExactly(duckDb(scan.sql()));
  }

  private static List<String> duckDb(String sql) throws SQLException {
    List<String> row = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        row.add(result.getString(i));
      }
    }
    return row;
  }

  @Test
  void readersOfRecordsAreAskedInWords() {
    ScanQuery query = parquet(Compression.ZSTD).query();

    assertThat(query.recordRequest("/t.parquet"))
        .isEqualTo(
            """
            file /t.parquet
            filter k 100 199
            sum k
            sum d
            max day
            bytes s
            """);
  }

  @Test
  void reportsTellWhoDecompresses() {
    assertThat(new ScanCase.Parquet(Compression.UNCOMPRESSED).implementation()).isEqualTo("none");
    assertThat(new ScanCase.Parquet(Compression.SNAPPY).implementation()).isEqualTo("java");
    assertThat(new ScanCase.Parquet(Compression.ZSTD).implementation()).isEqualTo("native");
  }
}
