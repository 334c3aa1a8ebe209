package io.scheelite.formats.mutation;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.RandomRows;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.arrow.ArrowCompression;
import io.scheelite.formats.arrow.ArrowIpcFormat;
import io.scheelite.formats.arrow.ArrowIpcWriter;
import io.scheelite.formats.arrow.ArrowWriteOptions;
import io.scheelite.formats.arrow.StoredFile;
import io.scheelite.formats.parquet.DuckDb;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoded.EncodedFile;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes small sound files; the same for the same number. */
final class Originals implements AutoCloseable {
  private static final List<DataType> FLAT =
      RandomRows.TYPES.stream().filter(type -> !type.equals(DataType.BINARY)).toList();
  private static final List<String> DUCK_CODECS =
      List.of("uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli");

  private static final List<FileKind> KINDS = List.of(FileKind.values());

  private final Path folder;
  private final DuckDb duck;

  Originals(Path folder) throws SQLException {
    this.folder = folder;
    this.duck = new DuckDb();
  }

  /** A sound file. */
  @SuppressWarnings("ArrayRecordComponent") // files are not compared
  record Original(FileKind kind, byte[] bytes) {}

  Original of(long number) throws IOException, SQLException {
    RandomGenerator random = new SplittableRandom(number);
    FileKind kind = KINDS.get((int) (number % KINDS.size()));
    Path file = folder.resolve("original" + kind.ending);
    Files.deleteIfExists(file);
    byte[] bytes =
        switch (kind) {
          case PARQUET_ENCODED -> EncodedFile.random(random.nextInt(3), 200, random).bytes();
          case PARQUET_OURS, ARROW -> written(kind, file, random);
          case ARROW_STORED -> stored(file, random);
          case PARQUET_DUCKDB -> duckDb(file, random);
          case CSV -> csv(random);
          case JSON -> json(random);
        };
    return new Original(kind, bytes);
  }

  private static byte[] written(FileKind kind, Path file, RandomGenerator random)
      throws IOException {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      DataType type =
          kind == FileKind.ARROW ? RandomRows.type(random) : FLAT.get(random.nextInt(FLAT.size()));
      fields.add(new Field("c" + i, type, random.nextInt(3) > 0));
    }
    Schema schema = new Schema(fields);
    try (TestMemory memory = TestMemory.create(32 << 20);
        Batches batches = new Batches(memory)) {
      try (MemoryConsumer consumer = memory.consumer("writer");
          BatchFileWriter writer =
              kind == FileKind.ARROW
                  ? new ArrowIpcWriter(
                      file,
                      schema,
                      new ArrowWriteOptions(
                          List.of(ArrowIpcFormat.values()).get(random.nextInt(2)),
                          List.of(ArrowCompression.values()).get(random.nextInt(3))),
                      consumer)
                  : new ParquetWriter(file, schema, options(schema, random), consumer)) {
        for (int left = random.nextInt(3); left >= 0; left--) {
          writer.write(
              batches.batch(schema, RandomRows.rows(schema, 1 + random.nextInt(200), random)));
        }
      }
    }
    return Files.readAllBytes(file);
  }

  private static ParquetWriteOptions options(Schema schema, RandomGenerator random) {
    List<Compression> codecs = Compression.written();
    ParquetWriteOptions options =
        ParquetWriteOptions.defaults()
            .withCompression(codecs.get(random.nextInt(codecs.size())))
            .withPages(10 + random.nextInt(200), 4096)
            .withRowGroupRows(50 + random.nextInt(600))
            .withDictionaryBytes(random.nextBoolean() ? 0 : random.nextInt(100_000));
    return random.nextBoolean()
        ? options
        : options.withBloomFilters(
            new BloomFilterOptions(
                schema.fields().stream()
                    .filter(field -> !field.type().equals(DataType.BOOLEAN))
                    .map(Field::name)
                    .collect(Collectors.toSet()),
                0.1));
  }

  private byte[] duckDb(Path file, RandomGenerator random) throws IOException, SQLException {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "i % 3 = 0 AS flag",
                "CASE WHEN i % 5 > 0 THEN i END AS number",
                "(i * 1.5)::DOUBLE AS real",
                "(i % 7)::DECIMAL(15, 2) AS few",
                "(i * 7)::DECIMAL(30, 2) AS wide",
                "'mode ' || i % 7 AS mode",
                "CASE WHEN i % 5 > 0 THEN repeat('x', (i % 30)::INTEGER) || i END AS text",
                "DATE '2000-01-01' + (i % 100)::INTEGER AS day",
                "TIMESTAMP '2000-01-01' + to_hours(i) AS at",
                "range(i % 4) AS list",
                "{'a': i, 'b': [i::VARCHAR, NULL]} AS pair",
                "MAP {i: 'v' || i, i + 1: NULL} AS entries",
                "[[i, NULL], [], NULL] AS lists",
                "i::UTINYINT AS tiny",
                "i::UBIGINT AS unsigned"));
    while (columns.size() > 5) {
      columns.remove(random.nextInt(columns.size()));
    }
    duck.execute(
        String.format(
            Locale.ROOT,
            "COPY (SELECT %s FROM range(%d) t(i)) TO '%s'"
                + " (FORMAT parquet, COMPRESSION %s, PARQUET_VERSION %s)",
            String.join(", ", columns),
            1 + random.nextInt(250),
            file,
            DUCK_CODECS.get(random.nextInt(DUCK_CODECS.size())),
            random.nextBoolean() ? "v1" : "v2"));
    return Files.readAllBytes(file);
  }

  private static byte[] stored(Path file, RandomGenerator random) throws IOException {
    ArrowIpcFormat format = List.of(ArrowIpcFormat.values()).get(random.nextInt(2));
    StoredFile.write(file, format, 100, random);
    return Files.readAllBytes(file);
  }

  private static byte[] csv(RandomGenerator random) {
    Schema schema = textSchema(random);
    String[] delimiters = {",", ";", "\t", "|"};
    String delimiter = delimiters[random.nextInt(4)];
    StringBuilder text = new StringBuilder();
    if (random.nextBoolean()) {
      text.append(schema.fields().stream().map(Field::name).collect(Collectors.joining(delimiter)));
      text.append('\n');
    }
    for (List<?> row : RandomRows.rows(schema, 1 + random.nextInt(300), random)) {
      text.append(
          row.stream()
              .map(value -> csvValue(value, random))
              .collect(Collectors.joining(delimiter)));
      text.append(random.nextInt(50) == 0 ? "\r\n" : "\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Schema textSchema(RandomGenerator random) {
    List<Field> fields = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      fields.add(new Field("c" + i, FLAT.get(random.nextInt(FLAT.size())), true));
    }
    return new Schema(fields);
  }

  private static String csvValue(@Nullable Object value, RandomGenerator random) {
    return value instanceof String text
        ? random.nextInt(5) == 0 ? text : '"' + text.replace("\"", "\"\"") + '"'
        : value == null ? "" : value.toString();
  }

  private static byte[] json(RandomGenerator random) {
    Schema schema = textSchema(random);
    boolean array = random.nextInt(3) == 0;
    List<String> objects = new ArrayList<>();
    for (List<?> row : RandomRows.rows(schema, 1 + random.nextInt(200), random)) {
      List<String> members = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        if (random.nextInt(20) > 0) {
          String value = jsonValue(row.get(i));
          String shape =
              switch (i % 4) {
                case 1 -> "[" + value + ", " + value + "]";
                case 2 -> "{\"a\": " + value + ", \"b\": [" + value + "]}";
                case 3 -> "[{\"k\": {\"t\": " + value + "}}, null, {\"l\": [[" + value + "]]}]";
                default -> value;
              };
          members.add("\"" + schema.field(i).name() + "\": " + shape);
        }
      }
      objects.add("{" + String.join(", ", members) + "}");
    }
    String text =
        array ? "[" + String.join(",\n", objects) + "]" : String.join("\n", objects) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String jsonValue(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Double number when number.isNaN() || number.isInfinite() -> "null";
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default ->
          '"'
              + value
                  .toString()
                  .replace("\\", "\\\\")
                  .replace("\"", "\\\"")
                  .replace("\0", "\\u0000")
              + '"';
    };
  }

  @Override
  public void close() throws SQLException {
    duck.close();
  }
}
