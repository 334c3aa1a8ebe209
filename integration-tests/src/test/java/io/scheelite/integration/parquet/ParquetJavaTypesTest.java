package io.scheelite.integration.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.ParquetTable;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.ColumnEncryptionProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Types and encryption of parquet-java that we read in part, beside columns that we read. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class ParquetJavaTypesTest {
  private static final int ROWS = 2000;
  private static final byte[] KEY = "sixteen bytes --".getBytes(StandardCharsets.US_ASCII);
  private static final Type NUMBER = Types.required(PrimitiveTypeName.INT64).named("number");

  @TempDir Path folder;

  private interface Filler {
    void add(Group record, int row);
  }

  /** A file with a number, the column and another number. */
  private Path write(Type odd, @Nullable FileEncryptionProperties encryption, Filler filler)
      throws IOException {
    MessageType message =
        new MessageType("t", NUMBER, odd, Types.required(PrimitiveTypeName.INT64).named("twice"));
    Path file = Files.createTempDirectory(folder, "case").resolve("t.parquet");
    var builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(new PlainParquetConfiguration())
            .withType(message)
            .withPageRowCountLimit(500)
            .withEncryption(encryption);
    try (var writer = builder.build()) {
      for (int row = 0; row < ROWS; row++) {
        Group record = new SimpleGroup(message);
        record.add("number", (long) row);
        filler.add(record, row);
        record.add("twice", 2L * row);
        writer.write(record);
      }
    }
    return file;
  }

  private static List<List<@Nullable Object>> read(ParquetTable table, List<Integer> columns) {
    ScanRequest request = new ScanRequest(columns, List.of(), 512);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    long floor = table.readerFloorBytes(request);
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      for (Split split : table.splits(request)) {
        try (MemoryConsumer consumer = memory.consumer("scan", floor, Reclaimable.NONE);
            SplitReader reader = split.open(consumer)) {
          for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            rows.addAll(Batches.rows(batch));
          }
        }
      }
    }
    return rows;
  }

  private static void assertOthersAreRead(ParquetTable table) {
    table.statistics();
    List<List<@Nullable Object>> rows = read(table, List.of(2, 0));
    assertThat(rows).hasSize(ROWS);
    assertThat(rows.get(1234)).isEqualTo(List.of(2468L, 1234L));
  }

  private static void assertRefused(ParquetTable table, String... words) {
    for (List<Integer> columns : List.of(List.of(1), List.of(0, 1, 2))) {
      assertThatThrownBy(() -> table.splits(new ScanRequest(columns, List.of(), 512)))
          .isInstanceOf(FormatException.class)
          .hasMessageContainingAll(words);
    }
  }

  @Test
  void timesAreRefusedAlone() throws Exception {
    for (TimeUnit unit : TimeUnit.values()) {
      boolean millis = unit == TimeUnit.MILLIS;
      Type time =
          Types.optional(millis ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timeType(true, unit))
              .named("time" + unit);
      Path file =
          write(
              time,
              null,
              (record, row) -> {
                if (millis) {
                  record.add(1, row);
                } else {
                  record.add(1, (long) row);
                }
              });
      ParquetTable table = ParquetTable.open(file);
      assertOthersAreRead(table);
      assertRefused(table, "TIME", "leave the column out or cast it", "column=time" + unit);
    }
  }

  /** In the form that the specification asks for, well-known binary. */
  @Test
  void geometriesAreBytes() throws Exception {
    for (LogicalTypeAnnotation annotation :
        List.of(
            LogicalTypeAnnotation.geometryType("EPSG:4326"),
            LogicalTypeAnnotation.geographyType())) {
      ByteBuffer point = ByteBuffer.allocate(21).put((byte) 0).putInt(1).putDouble(2).putDouble(3);
      Type place = Types.required(PrimitiveTypeName.BINARY).as(annotation).named("place");
      Path file =
          write(
              place,
              null,
              (record, _) -> record.add(1, Binary.fromConstantByteArray(point.array())));
      ParquetTable table = ParquetTable.open(file);
      assertOthersAreRead(table);
      assertThat(table.schema().type(1)).isEqualTo(DataType.BINARY);
      assertThat(read(table, List.of(1)).get(7)).isEqualTo(List.of(point.flip()));
    }
  }

  /** As readers may that do not know the type: the two parts that it is stored in. */
  @Test
  void variantsAreTheirParts() throws Exception {
    GroupType variant =
        Types.optionalGroup()
            .as(LogicalTypeAnnotation.variantType((byte) 1))
            .required(PrimitiveTypeName.BINARY)
            .named("metadata")
            .required(PrimitiveTypeName.BINARY)
            .named("value")
            .named("variant");
    byte[] metadata = {1, 0, 0};
    byte[] value = {12, 42};
    Path file =
        write(
            variant,
            null,
            (record, _) -> {
              Group parts = record.addGroup(1);
              parts.add(0, Binary.fromConstantByteArray(metadata));
              parts.add(1, Binary.fromConstantByteArray(value));
            });
    ParquetTable table = ParquetTable.open(file);
    assertOthersAreRead(table);
    assertThat(table.schema().type(1))
        .isEqualTo(
            new DataType.Struct(
                List.of(
                    new Field("metadata", DataType.BINARY, true),
                    new Field("value", DataType.BINARY, true))));
    assertThat(read(table, List.of(1)).get(7))
        .isEqualTo(List.of(List.of(ByteBuffer.wrap(metadata), ByteBuffer.wrap(value))));
  }

  @Test
  void encryptedColumnsAreRefusedAlone() throws Exception {
    ColumnPath path = ColumnPath.get("secret");
    for (boolean ownKey : new boolean[] {true, false}) {
      ColumnEncryptionProperties.Builder column = ColumnEncryptionProperties.builder(path);
      ColumnEncryptionProperties encrypted =
          (ownKey ? column.withKey(KEY.clone()).withKeyID("k") : column).build();
      FileEncryptionProperties encryption =
          FileEncryptionProperties.builder(KEY.clone())
              .withPlaintextFooter()
              .withEncryptedColumns(Map.of(path, encrypted))
              .build();
      Type secret = Types.optional(PrimitiveTypeName.INT64).named("secret");
      Path file = write(secret, encryption, (record, row) -> record.add(1, (long) row));
      ParquetTable table = ParquetTable.open(file);
      assertOthersAreRead(table);
      assertRefused(table, "encrypted Parquet columns are not supported", "column=secret");
    }
  }

  @Test
  void encryptedFilesAreRefused() throws Exception {
    FileEncryptionProperties encryption = FileEncryptionProperties.builder(KEY.clone()).build();
    Type secret = Types.optional(PrimitiveTypeName.INT64).named("secret");
    Path file = write(secret, encryption, (record, row) -> record.add(1, (long) row));
    assertThatThrownBy(() -> ParquetTable.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("encrypted Parquet files are not supported");
  }
}
