package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lists, structs and maps of any types that DuckDB writes are read as they were. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class NestedFilesTest {
  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
  private static final List<String> CODECS = List.of("uncompressed", "snappy", "zstd", "lz4_raw");

  private static final Collector<Object, ?, List<@Nullable Object>> ALL =
      Collectors.toCollection(ArrayList::new);

  @TempDir Path folder;

  @Test
  void valuesAreReadAsTheyWere() throws Exception {
    for (int i = 0; i < Seeds.iterations(12); i++) {
      RandomGenerator random = Seeds.random(NestedFilesTest.class, i);
      Schema schema = schema(random);
      List<List<@Nullable Object>> rows =
          RandomRows.rows(schema, 1 + random.nextInt(300), random).stream()
              .map(row -> prepared(schema, row))
              .toList();
      Path file = folder.resolve("case" + i + ".parquet");
      write(schema, rows, file, random);
      try (TestMemory memory = TestMemory.create(64 << 20)) {
        ParquetTable table = ParquetTable.open(file);
        assertThat(table.schema().fields().stream().map(Field::type))
            .as("case %s", i)
            .isEqualTo(schema.fields().stream().map(Field::type).toList());
        assertThat(TableRows.read(memory, table)).as("case %s", i).isEqualTo(rows);
        int batchSize = 1 + random.nextInt(100);
        assertThat(TableRows.read(memory, table, TableRows.all(table), List.of(), batchSize))
            .as("case %s", i)
            .isEqualTo(rows);
        NestedParts.check(memory, table, rows, random);
      }
    }
  }

  private static Schema schema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      fields.add(new Field("c" + i, RandomRows.type(random), true));
    }
    fields.add(new Field("n", RandomRows.nestedType(2, random), true));
    return new Schema(fields);
  }

  /** In DuckDB a map has a key once, and floating-point keys that compare as equal are one. */
  static List<@Nullable Object> prepared(Schema schema, List<@Nullable Object> row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(prepared(schema.type(i), row.get(i)));
    }
    return values;
  }

  private static @Nullable Object prepared(DataType type, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    return switch (type) {
      case DataType.List(DataType element) ->
          ((List<?>) value).stream().map(part -> prepared(element, part)).collect(ALL);
      case DataType.Struct(List<Field> fields) -> {
        List<@Nullable Object> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
          parts.add(prepared(fields.get(i).type(), ((List<?>) value).get(i)));
        }
        yield parts;
      }
      case DataType.Map map -> {
        Set<Object> keys = new HashSet<>();
        List<List<@Nullable Object>> entries = new ArrayList<>();
        for (Object part : (List<?>) value) {
          List<?> entry = (List<?>) part;
          Object key = entry.get(0);
          if (keys.add(key instanceof Double number ? (Object) (number + 0.0) : key)) {
            entries.add(Arrays.asList(key, prepared(map.value(), entry.get(1))));
          }
        }
        yield entries;
      }
      default -> value;
    };
  }

  private static void write(
      Schema schema, List<List<@Nullable Object>> rows, Path file, RandomGenerator random)
      throws Exception {
    try (DuckDb duck = new DuckDb()) {
      duck.execute(
          schema.fields().stream()
              .map(field -> field.name() + " " + duckType(field.type()))
              .collect(Collectors.joining(", ", "CREATE TABLE t(", ")")));
      for (List<@Nullable Object> row : rows) {
        StringBuilder sql = new StringBuilder("INSERT INTO t SELECT ");
        for (int i = 0; i < row.size(); i++) {
          sql.append(i == 0 ? "" : ", ").append(literal(schema.type(i), row.get(i)));
        }
        duck.execute(sql.toString());
      }
      duck.execute(
          String.format(
              Locale.ROOT,
              "COPY t TO '%s' (FORMAT parquet, COMPRESSION %s, PARQUET_VERSION %s, ROW_GROUP_SIZE 2048)",
              file,
              CODECS.get(random.nextInt(CODECS.size())),
              random.nextBoolean() ? "v1" : "v2"));
    }
  }

  private static String duckType(DataType type) {
    return switch (type) {
      case DataType.List(DataType element) -> duckType(element) + "[]";
      case DataType.Struct(List<Field> fields) ->
          fields.stream()
              .map(field -> field.name() + " " + duckType(field.type()))
              .collect(Collectors.joining(", ", "STRUCT(", ")"));
      case DataType.Map map -> "MAP(" + duckType(map.key()) + ", " + duckType(map.value()) + ")";
      default -> type.sqlName();
    };
  }

  private static String literal(DataType type, @Nullable Object value) {
    if (value == null) {
      return "NULL::" + duckType(type);
    }
    return switch (type) {
      case DataType.List(DataType element) ->
          ((List<?>) value)
              .stream()
                  .map(part -> literal(element, part))
                  .collect(Collectors.joining(", ", "[", "]::" + duckType(type)));
      case DataType.Struct(List<Field> fields) -> {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
          String part = literal(fields.get(i).type(), ((List<?>) value).get(i));
          parts.add("'" + fields.get(i).name() + "': " + part);
        }
        yield "{" + String.join(", ", parts) + "}";
      }
      case DataType.Map map -> {
        List<?> entries = (List<?>) value;
        yield "MAP("
            + literal(new DataType.List(map.key()), column(entries, 0))
            + ", "
            + literal(new DataType.List(map.value()), column(entries, 1))
            + ")";
      }
      case DataType.Utf8 _ -> text((String) value);
      case DataType.Binary _ -> {
        String hex = HexFormat.of().formatHex(((ByteBuffer) value).array());
        yield "from_hex('" + hex + "')";
      }
      case DataType.Date _ ->
          "(DATE '1970-01-01' + (" + ((LocalDate) value).toEpochDay() + ")::INTEGER)::DATE";
      case DataType.Timestamp _ ->
          "make_timestamp(" + ChronoUnit.MICROS.between(EPOCH, (LocalDateTime) value) + ")";
      case DataType.Decimal _ ->
          "'" + ((BigDecimal) value).toPlainString() + "'::" + type.sqlName();
      default -> "'" + value + "'::" + type.sqlName();
    };
  }

  private static String text(String value) {
    return Arrays.stream(value.split("\0", -1))
        .map(part -> "'" + part.replace("'", "''") + "'")
        .collect(Collectors.joining(" || chr(0) || "));
  }

  private static List<@Nullable Object> column(List<?> entries, int index) {
    List<@Nullable Object> values = new ArrayList<>();
    entries.forEach(entry -> values.add(((List<?>) entry).get(index)));
    return values;
  }
}
