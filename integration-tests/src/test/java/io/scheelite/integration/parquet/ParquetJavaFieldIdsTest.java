package io.scheelite.integration.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.dataset.DatasetOptions;
import io.scheelite.formats.dataset.DatasetTable;
import io.scheelite.formats.dataset.DatasetTableCodec;
import io.scheelite.formats.dataset.FieldIdColumn;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.testsupport.LeakCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of parquet-java whose columns were renamed, moved and widened, found by their numbers. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetJavaFieldIdsTest {
  private static final int ROWS = 4000;

  private static final List<FieldIdColumn> COLUMNS =
      List.of(
          new FieldIdColumn(2, "name", DataType.UTF8, null),
          new FieldIdColumn(1, "id", DataType.INT64, null),
          new FieldIdColumn(3, "price", new DataType.Decimal(12, 2), "7.50"),
          new FieldIdColumn(4, "place", struct(), null));

  @TempDir Path folder;

  private static DataType struct() {
    return new DataType.Struct(
        List.of(
            new Field("x", DataType.INT32, true),
            new Field("l", new DataType.List(DataType.INT32), true)));
  }

  private void write(String name, int first, String schema) throws Exception {
    MessageType message = MessageTypeParser.parseMessageType(schema);
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve(name)))
            .withConf(new PlainParquetConfiguration())
            .withType(message)
            .withDictionaryEncoding(false)
            .withBloomFilterEnabled(message.getFieldName(0), true)
            .withPageRowCountLimit(500);
    try (var writer = builder.build()) {
      for (int row = first; row < first + ROWS; row++) {
        Group record = new SimpleGroup(message);
        for (int i = 0; i < message.getFieldCount(); i++) {
          if (!message.getType(i).isPrimitive()) {
            record.addGroup(i).append("x", row);
            continue;
          }
          switch (message.getType(i).asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> record.add(i, row % 3 == 0 ? 2 * row : 2 * row + ROWS);
            case INT64 -> record.add(i, (long) row);
            case BINARY -> record.add(i, "n" + row);
            default -> throw new AssertionError(message);
          }
        }
        writer.write(record);
      }
    }
  }

  @BeforeEach
  void writeFiles() throws Exception {
    write(
        "a.parquet",
        0,
        "message t { required int32 number = 1; required binary label (UTF8) = 2;"
            + " optional binary id (UTF8) = 77; }");
    write(
        "b.parquet",
        ROWS,
        "message t { optional int32 cost (DECIMAL(9, 2)) = 3; required int64 key = 1;"
            + " optional int64 x; optional group where = 4 { optional int32 x = 5;"
            + " optional group l (LIST) = 6 { repeated group list"
            + " { optional int32 element = 7; } } } }");
  }

  private DatasetTable open(String glob, List<FieldIdColumn> columns) {
    FoundFiles files = FoundFiles.find(List.of(folder.resolve(glob)), ".parquet");
    return DatasetTable.of(
        files, DatasetOptions.defaults().withFieldIdColumns(columns), ParquetTable.openEach(files));
  }

  /** Rows of a scan, how many were skipped, and of how many row groups they are. */
  private record Read(List<List<@Nullable Object>> rows, long skipped, int splits) {
    static Read of(TableSource table, List<Integer> columns, List<Expression> filters) {
      ScanRequest request = new ScanRequest(columns, filters, 512);
      List<List<@Nullable Object>> rows = new ArrayList<>();
      long skipped = 0;
      List<Split> splits = table.splits(request);
      try (TestMemory memory = TestMemory.create(64 << 20)) {
        for (Split split : splits) {
          try (MemoryConsumer consumer =
                  memory.consumer("scan", table.readerFloorBytes(request), Reclaimable.NONE);
              SplitReader reader = split.open(consumer)) {
            long found = 0;
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
              rows.addAll(Batches.rows(batch));
              found += batch.numRows();
            }
            skipped += split.numRows() - found;
          }
        }
      }
      return new Read(rows, skipped, splits.size());
    }
  }

  @Test
  void columnsAreFound() {
    DatasetTable table = open("*.parquet", COLUMNS);
    assertThat(table.schema().fields().stream().map(field -> field.name() + field.nullable()))
        .containsExactly("nametrue", "idfalse", "pricetrue", "placetrue");
    List<List<@Nullable Object>> rows = Read.of(table, List.of(0, 1, 2, 3), List.of()).rows();
    assertThat(rows).hasSize(2 * ROWS);
    assertThat(rows.get(3).toString()).isEqualTo("[n3, 6, 7.50, null]");
    assertThat(rows.get(ROWS).toString()).startsWith("[null, 4000, 120.00, ");
  }

  @Test
  void otherProcessesFindTheSame() {
    DatasetTable table = open("*.parquet", COLUMNS);
    DatasetTableCodec codec = new DatasetTableCodec();
    TableSource decoded = codec.decode(codec.encode(table));
    assertThat(decoded.schema()).isEqualTo(table.schema());
    assertThat(Read.of(decoded, List.of(1, 3), List.of()))
        .isEqualTo(Read.of(table, List.of(1, 3), List.of()));
  }

  private static Expression id(ComparisonOperator operator, long value) {
    return new Expression.Comparison(
        operator,
        new Expression.ColumnRef(0, DataType.INT64, true),
        new Expression.Literal(value, DataType.INT64));
  }

  @Test
  void rowGroupsPagesAndBloomFiltersAreAskedThroughTheNumbers() {
    DatasetTable table = open("a.parquet", COLUMNS);
    // stored as an integer of 32 bits under another name
    Read beyond = Read.of(table, List.of(1), List.of(id(ComparisonOperator.GREATER, 100_000)));
    assertThat(beyond.splits()).isZero();
    Read pages = Read.of(table, List.of(1), List.of(id(ComparisonOperator.LESS, 500)));
    assertThat(pages.skipped()).isEqualTo(ROWS - 500);
    assertThat(pages.rows()).hasSize(500);
    // an odd number in the range
    Read absent = Read.of(table, List.of(1), List.of(id(ComparisonOperator.EQUAL, 5001)));
    assertThat(absent.splits()).isEqualTo(1);
    assertThat(absent.rows()).isEmpty();
  }

  private void assertRefused(String file, FieldIdColumn column, String... words) {
    assertThatThrownBy(() -> open(file, List.of(column)))
        .isInstanceOf(FormatException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void whatIsAmbiguousIsRefused() throws Exception {
    write("none.parquet", 0, "message t { required int32 a; }");
    write("two.parquet", 0, "message t { required int32 a = 1; required int64 b = 1; }");
    write(
        "other.parquet",
        0,
        "message t { required int64 c = 2; required int32 a = 1; required int64 b = 1; }");
    FieldIdColumn number = new FieldIdColumn(1, "a", DataType.INT64, null);
    assertRefused("none.parquet", number, "no field ids", "none.parquet");
    assertRefused("two.parquet", number, "one field id", "column=a", "other=b", "id=1");
    assertRefused(
        "b.parquet",
        new FieldIdColumn(1, "a", DataType.INT32, null),
        "wanted=INTEGER",
        "found=BIGINT");
    FieldIdColumn second = new FieldIdColumn(2, "c", DataType.INT64, null);
    assertThat(Read.of(open("other.parquet", List.of(second)), List.of(0), List.of()).rows())
        .hasSize(ROWS);
  }
}
