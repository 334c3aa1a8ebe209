package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written by DuckDB are read equal: types, nulls, codecs, page versions, encodings. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class DuckDbFilesTest {
  private static final String ALL_TYPES =
      """
      SELECT
        (i % 3 = 0) AS flag,
        (i % 250 - 125)::TINYINT AS i8, (i * 5)::SMALLINT AS i16, (i * 7919)::INTEGER AS i32,
        (i * 1000000007)::BIGINT AS i64, (i % 256)::UTINYINT AS u8, (i * 5)::USMALLINT AS u16,
        (i * 700000)::UINTEGER AS u32, (i / 7)::FLOAT AS f32, (i / 13) AS f64,
        (i / 100)::DECIMAL(4, 2) AS d4, (i / 10 - 300)::DECIMAL(9, 3) AS d9, (i * 1.25)::DECIMAL(15, 2) AS d15,
        ((i - 3000) * 123456789.123)::DECIMAL(30, 5) AS d30,
        DATE '1992-01-01' + (i % 2500)::INTEGER AS day,
        TIMESTAMP '2001-02-03 04:05:06.789012' + to_seconds(i) AS moment,
        (TIMESTAMP '1969-12-31 23:59:59.5' - to_seconds(i))::TIMESTAMP_MS AS moment_ms,
        (TIMESTAMP '1969-12-31 23:59:59.5' - to_seconds(i))::TIMESTAMP_NS AS moment_ns,
        ['AIR', 'RAIL', 'REG AIR', 'a mode that does not fit inline'][1 + i % 4] AS few,
        'ä' || repeat(chr((97 + i % 26)::INTEGER), (i % 40)::INTEGER) || i AS many,
        CASE WHEN i < 3000 THEN 'x' || i % 10 ELSE md5(i::VARCHAR) || md5((i+1)::VARCHAR) END AS overflow
      FROM range($rows) t(i)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "uncompressed, v1, 2048",
    "snappy, v1, 122880",
    "snappy, v2, 5000",
    "zstd, v1, 3000",
    "zstd, v2, 122880",
    "gzip, v1, 122880",
    "gzip, v2, 4096",
    "lz4_raw, v2, 122880",
    "uncompressed, v2, 122880",
    "brotli, v1, 122880",
    "brotli, v2, 5000",
  })
  void readsWhatDuckDbWrites(String codec, String version, int rowGroupSize) throws Exception {
    check(ALL_TYPES.replace("$rows", "6000"), codec, version, rowGroupSize);
  }

  @ParameterizedTest
  @CsvSource({"snappy, v1", "zstd, v2", "uncompressed, v1"})
  void readsNulls(String codec, String version) throws Exception {
    String sql =
        """
        SELECT
          CASE WHEN i % 5 <> 0 THEN i % 2 = 0 END AS flag,
          CASE WHEN i % 7 <> 3 THEN i * 3 END AS number,
          CASE WHEN i % 3 = 1 THEN (i % 100)::SMALLINT END AS small,
          CASE WHEN i BETWEEN 100 AND 5000 THEN (i * 1.5)::DECIMAL(25, 3) END AS wide,
          CASE WHEN i % 2 = 0 THEN 'value ' || i % 20 END AS few,
          CASE WHEN i % 11 <> 0 THEN md5(i::VARCHAR) END AS many,
          NULL::VARCHAR AS nothing, NULL::INTEGER AS no_number,
          CASE WHEN i > 5990 THEN DATE '2020-02-29' END AS day
        FROM range(6000) t(i)
        """;
    check(sql, codec, version, 122880);
    check(sql, codec, version, 2048);
  }

  @ParameterizedTest
  @CsvSource({
    "snappy, v1, 0, 1000000",
    "zstd, v2, 0, 1000000",
    "uncompressed, v2, 3, 1000000",
    "gzip, v2, 300, 500",
    "lz4_raw, v1, 100000, 100000"
  })
  void readsWhatDictionariesAreTooSmallFor(
      String codec, String version, int mostEntries, int mostTextBytes) throws Exception {
    String options =
        " DICTIONARY_SIZE_LIMIT "
            + mostEntries
            + ", STRING_DICTIONARY_PAGE_SIZE_LIMIT "
            + mostTextBytes;
    check(ALL_TYPES.replace("$rows", "6000"), codec, version + "," + options, 2500);
  }

  @Test
  void readsAnEmptyTable() throws Exception {
    check(ALL_TYPES.replace("$rows", "0"), "snappy", "v1", 2048);
  }

  private void check(String sql, String codec, String version, int rowGroupSize) throws Exception {
    Path file = folder.resolve("table-" + codec + ".parquet");
    List<List<@Nullable Object>> expected;
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          String.format(
              Locale.ROOT,
              "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION %s, PARQUET_VERSION %s, ROW_GROUP_SIZE %d)",
              sql,
              file,
              codec,
              version,
              rowGroupSize));
      expected = duck.query("SELECT * FROM '" + file + "'");
    }
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      ParquetTable table = ParquetTable.open(file);
      assertThat(TableRows.read(memory, table)).isEqualTo(expected);
      assertThat(TableRows.read(memory, table, TableRows.all(table), List.of(), 333))
          .isEqualTo(expected);
      assertThat(table.statistics().numRows()).isEqualTo(expected.size());
    }
  }
}
