package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.metadata.ParquetReadOptions;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.expression.ComparisonOperator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableSourceCodec;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What another process needs to open a Parquet table: found as a service, and checked. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class TableCodecTest {
  private static final List<Expression> SOME_ROWS =
      List.of(
          new Expression.Comparison(
              ComparisonOperator.LESS,
              new Expression.ColumnRef(0, DataType.INT64, true),
              new Expression.Literal(5000L, DataType.INT64)));

  @TempDir Path folder;

  private static TableSourceCodec codec() {
    return ServiceLoader.load(TableSourceCodec.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(codec -> codec.kind().equals("parquet"))
        .findFirst()
        .orElseThrow();
  }

  private Path write(String name, int numRows) throws Exception {
    Path file = folder.resolve(name);
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          """
          COPY (SELECT i AS number, 'k' || i AS text FROM range(%n) t(i))
          TO '%s' (FORMAT parquet, ROW_GROUP_SIZE 2048)
          """
              .replace("%n", Integer.toString(numRows))
              .replace("%s", file.toString()));
    }
    return file;
  }

  @Test
  void tableIsTheSameElsewhere() throws Exception {
    write("a.parquet", 10_000);
    write("b.parquet", 3_000);
    Path current = Path.of("").toAbsolutePath();
    // relative, as a user of another folder would name it
    ParquetTable table = ParquetTable.open(current.relativize(folder.toAbsolutePath()));
    TableSourceCodec codec = codec();
    assertThat(codec.encodes(table)).isTrue();
    TableSource decoded = codec.decode(codec.encode(table));
    assertThat(decoded.schema()).isEqualTo(table.schema());
    assertThat(decoded.description()).isEqualTo(table.description());
    ScanRequest request = new ScanRequest(List.of(0), SOME_ROWS, 1024);
    assertThat(decoded.splits(request).stream().map(Object::toString))
        .hasSize(5)
        .allMatch(split -> split.startsWith("/"));
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      assertThat(TableRows.read(memory, decoded)).isEqualTo(TableRows.read(memory, table));
    }
    assertThat(codec.encode(decoded)).isEqualTo(codec.encode(table));
  }

  @Test
  void optionsTravel() throws Exception {
    Path file = write("a.parquet", 10);
    ParquetTable table = ParquetTable.open(new ParquetReadOptions(12_345), file);
    ParquetTable decoded = (ParquetTable) codec().decode(codec().encode(table));
    assertThat(decoded.options().maxPageBytes()).isEqualTo(12_345);
  }

  @Test
  void changedFileIsRefused() throws Exception {
    Path file = write("a.parquet", 10);
    byte[] encoded = codec().encode(ParquetTable.open(file));
    FileTime before = Files.getLastModifiedTime(file);
    codec().verify(encoded);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1));
    refused(encoded, ErrorCode.IO_ERROR, "has changed");
    Files.writeString(file, "x", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, before);
    refused(encoded, ErrorCode.IO_ERROR, "has changed");
    Files.delete(file);
    refused(encoded, ErrorCode.FILE_NOT_FOUND, "does not exist");
  }

  private static void refused(byte[] encoded, ErrorCode code, String message) {
    assertThatThrownBy(() -> codec().decode(encoded))
        .isInstanceOfSatisfying(FormatException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message)
        .hasMessageContaining("a.parquet");
    assertThatThrownBy(() -> codec().verify(encoded))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(message);
  }

  @Test
  void damagedBytesAreOneTypedError() throws Exception {
    Path file = write("a.parquet", 10);
    byte[] encoded = codec().encode(ParquetTable.open(file));
    RandomGenerator random = Seeds.random("damaged tables");
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = encoded.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        codec().decode(damaged);
      } catch (ScheeliteException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }
}
