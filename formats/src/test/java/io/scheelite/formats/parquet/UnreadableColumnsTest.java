package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Length;
import io.scheelite.operators.source.ColumnPart.Member;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.testsupport.LeakCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Columns that cannot be read are refused by name, and only when somebody wants to read them. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class UnreadableColumnsTest {
  private static final int ROWS = 3000;

  @TempDir Path folder;

  private Path write(String column) throws Exception {
    Path file = folder.resolve("odd.parquet");
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          String.format(
              Locale.ROOT,
              "COPY (SELECT i, %s AS odd, i * 2 AS j FROM range(%d) t(i)) TO '%s' (FORMAT parquet)",
              column,
              ROWS,
              file));
    }
    return file;
  }

  private interface Change {
    void make(FileMetaData footer);
  }

  private static void changeFooter(Path file, Change change) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 2 * 4);
    int start = bytes.length - 2 * 4 - size;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, start, size));
    change.make(footer);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, start);
    Util.writeFileMetaData(footer, out);
    int written = out.size() - start;
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(written).array());
    out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
    Files.write(file, out.toByteArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "TIME '12:34:56' + to_seconds(i); TIME; column=odd",
        "INTERVAL (i) DAY; INTERVAL; column=odd",
        "[TIME '12:34:56']; TIME; column=odd.",
        "{'t': TIME '12:34:56', 'n': i}; TIME; column=odd.t",
        "MAP {i: INTERVAL (i) DAY}; INTERVAL; column=odd.key_value.value",
      })
  void othersOfTheFileAreRead(String column, String type, String place) throws Exception {
    Path file = write(column);
    ParquetTable table = ParquetTable.open(file);
    assertThat(table.schema().size()).isEqualTo(3);
    assertThat(table.statistics().columns()).hasSize(3);
    assertReadsNeighbours(table);
    assertRefused(
        table, file, "Parquet type is not supported", type, "leave the column out", place);
  }

  private static void assertReadsNeighbours(ParquetTable table) {
    try (TestMemory memory = TestMemory.create(32 << 20)) {
      List<? extends List<?>> rows = TableRows.read(memory, table, List.of(2, 0), List.of(), 1000);
      assertThat(rows).hasSize(ROWS);
      assertThat(rows.get(1234)).isEqualTo(List.of(2468L, 1234L));
    }
  }

  private static void assertRefused(ParquetTable table, Path file, String... parts) {
    for (List<Integer> columns : List.of(List.of(1), List.of(0, 1, 2))) {
      ScanRequest request = new ScanRequest(columns, List.of(), 2048);
      for (Runnable read :
          List.<Runnable>of(() -> table.splits(request), () -> table.readerFloorBytes(request))) {
        FormatException error = catchThrowableOfType(FormatException.class, read::run);
        assertThat(error).hasMessageContaining(file.toString()).hasMessageContainingAll(parts);
        assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED);
      }
    }
  }

  @Test
  void otherFieldsOfAStructAreRead() throws Exception {
    Path file = write("{'t': TIME '12:34:56', 'n': i + 1}");
    ParquetTable table =
        ParquetTable.open(file)
            .withParts(
                List.of(
                    new ColumnPart(1, List.of(new Member(1))),
                    new ColumnPart(1, List.of(new Member(0)))));
    assertThat(table).isNotNull();
    try (TestMemory memory = TestMemory.create(32 << 20)) {
      assertThat(TableRows.read(memory, table, List.of(3), List.of(), 2048).get(7))
          .isEqualTo(List.of(8L));
    }
    ScanRequest request = new ScanRequest(List.of(4), List.of(), 2048);
    FormatException error =
        catchThrowableOfType(FormatException.class, () -> table.splits(request));
    assertThat(error).hasMessageContaining("column=odd.t");
  }

  /** The smaller leaf cannot be read. */
  @Test
  void lengthsAreThoseOfAnotherLeaf() throws Exception {
    Path file = write("[{'t': TIME '12:34:56', 'n': i}, {'t': NULL, 'n': 2 * i}]");
    ParquetTable table =
        ParquetTable.open(file).withParts(List.of(new ColumnPart(1, List.of(new Length()))));
    assertThat(table).isNotNull();
    try (TestMemory memory = TestMemory.create(32 << 20)) {
      assertThat(TableRows.read(memory, table, List.of(3), List.of(), 2048).get(7))
          .isEqualTo(List.of(2L));
    }
  }

  @Test
  void columnsOfAnUnknownCodecAreRefusedAlone() throws Exception {
    Path file = write("i");
    changeFooter(
        file,
        footer ->
            footer
                .getRow_groups()
                .forEach(
                    group ->
                        group.getColumns().get(1).getMeta_data().setCodec(CompressionCodec.LZO)));
    ParquetTable table = ParquetTable.open(file);
    assertReadsNeighbours(table);
    assertRefused(table, file, "LZO is not supported", "ZSTD", "column=odd");
  }

  /** As other writers store columns of nulls alone. */
  @Test
  void columnsOfUnknownTypeAreNulls() throws Exception {
    Path file = write("NULL::INTEGER");
    changeFooter(
        file,
        footer -> {
          SchemaElement element = footer.getSchema().get(2);
          element.unsetConverted_type();
          element.setLogicalType(LogicalType.UNKNOWN(new NullType()));
        });
    ParquetTable table = ParquetTable.open(file);
    assertThat(table.schema().type(1)).isEqualTo(DataType.INT32);
    try (TestMemory memory = TestMemory.create(32 << 20)) {
      assertThat(TableRows.read(memory, table).get(9)).isEqualTo(Arrays.asList(9L, null, 18L));
    }
  }
}
