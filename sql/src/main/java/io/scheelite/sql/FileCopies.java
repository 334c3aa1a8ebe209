package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.arrow.ArrowCompression;
import io.scheelite.formats.arrow.ArrowIpcFormat;
import io.scheelite.formats.arrow.ArrowIpcWriter;
import io.scheelite.formats.arrow.ArrowWriteOptions;
import io.scheelite.formats.parquet.ParquetWriteOptions;
import io.scheelite.formats.parquet.ParquetWriter;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.write.BloomFilterOptions;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.sql.catalog.NearNames;
import io.scheelite.sql.logical.CopyFormat;
import io.scheelite.sql.logical.SqlStatement;
import io.scheelite.sql.result.CsvRows;
import io.scheelite.sql.result.ResultFormat;
import io.scheelite.sql.result.ResultWriter;
import io.scheelite.sql.result.ValueReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Writes rows of queries to files, which appear under their names when they are whole. */
final class FileCopies {
  /** What a writer of columns begins with; it takes more while there is some. */
  private static final long WRITER_FLOOR_BYTES = 2L << 20;

  private final Engine engine;
  private final SqlStatement.CopyTo copy;
  private final StatementExecution execution;
  private final Path target;

  private FileCopies(Engine engine, SqlStatement.CopyTo copy, StatementExecution execution) {
    this.engine = engine;
    this.copy = copy;
    this.execution = execution;
    this.target = Path.of(copy.path());
  }

  static StatementOutcome write(
      Engine engine, SqlStatement.CopyTo copy, StatementExecution execution) {
    FileCopies copies = new FileCopies(engine, copy, execution);
    return StatementOutcome.changed(
        switch (copy.format()) {
          case CopyFormat.Csv csv -> copies.writeText(file -> new CsvRows(file, csv));
          case CopyFormat.Json _ -> copies.writeText(ResultFormat.JSON::writer);
          case CopyFormat.Parquet parquet -> copies.writeParquet(parquet);
          case CopyFormat.Arrow arrow -> copies.writeArrow(options(arrow));
        });
  }

  /** Makes the writer of a format. */
  private interface TextFormat {
    ResultWriter writer(Appendable file) throws IOException;
  }

  private long writeText(TextFormat format) {
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      long numRows;
      try (QueryResult rows = execution.track(engine.run(copy.query(), 0));
          BufferedWriter file = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
        numRows = writeText(rows, format.writer(file));
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return numRows;
    } catch (IOException e) {
      throw FileSite.of(target).writeFailed(e);
    } catch (UncheckedIOException e) { // of the library that writes CSV
      IOException cause = e.getCause();
      throw FileSite.of(target).writeFailed(cause == null ? new IOException(e) : cause);
    } finally {
      delete(temporary);
    }
  }

  private static long writeText(QueryResult rows, ResultWriter writer) throws IOException {
    long numRows = 0;
    writer.begin(rows.schema());
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      for (int i = 0; i < batch.numSelectedRows(); i++) {
        writer.row(ValueReader.row(batch, i));
      }
      numRows += batch.numSelectedRows();
    }
    writer.end();
    return numRows;
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) { // the failure before it says more
      System.getLogger(FileCopies.class.getName())
          .log(System.Logger.Level.WARNING, "temporary file remains: file=" + temporary, e);
    }
  }

  private static ParquetWriteOptions options(CopyFormat.Parquet format) {
    ParquetWriteOptions options = ParquetWriteOptions.defaults();
    if (format.rowGroupRows() > 0) {
      options = options.withRowGroupRows(format.rowGroupRows());
    }
    return switch (format.compression()) {
      case "" -> options;
      case "none", "uncompressed" -> options.withCompression(Compression.UNCOMPRESSED);
      case "lz4" -> options.withCompression(Compression.LZ4_RAW);
      default -> {
        for (Compression known : Compression.written()) {
          if (known.name().toLowerCase(Locale.ROOT).equals(format.compression())) {
            yield options.withCompression(known);
          }
        }
        throw SqlException.of(
            ErrorCode.INVALID_QUERY, "unknown compression: " + format.compression());
      }
    };
  }

  private long writeParquet(CopyFormat.Parquet format) {
    ParquetWriteOptions options = options(format);
    return writeColumns(
        (schema, memory) ->
            new ParquetWriter(
                target, schema, options.withBloomFilters(filters(format, schema)), memory));
  }

  private static BloomFilterOptions filters(CopyFormat.Parquet format, Schema schema) {
    List<String> names = schema.fields().stream().map(Field::name).toList();
    Set<String> columns = new HashSet<>();
    for (String wanted : format.bloomFilterColumns()) {
      boolean all = wanted.equals("*");
      List<String> found =
          names.stream().filter(name -> all || name.equalsIgnoreCase(wanted)).toList();
      if (found.isEmpty()) {
        throw SqlException.of(
            ErrorCode.INVALID_QUERY,
            "column of a bloom filter does not exist: " + wanted + NearNames.hint(wanted, names));
      }
      columns.addAll(found);
    }
    double share =
        format.falsePositives() > 0
            ? format.falsePositives()
            : BloomFilterOptions.NONE.falsePositives();
    return new BloomFilterOptions(columns, share);
  }

  private static ArrowWriteOptions options(CopyFormat.Arrow format) {
    ArrowCompression compression =
        switch (format.compression()) {
          case "", "none", "uncompressed" -> ArrowCompression.NONE;
          case "lz4", "lz4_frame" -> ArrowCompression.LZ4_FRAME;
          case "zstd" -> ArrowCompression.ZSTD;
          default ->
              throw SqlException.of(
                  ErrorCode.INVALID_QUERY, "unknown compression: " + format.compression());
        };
    return new ArrowWriteOptions(
        format.stream() ? ArrowIpcFormat.STREAM : ArrowIpcFormat.FILE, compression);
  }

  private long writeArrow(ArrowWriteOptions options) {
    return writeColumns((schema, memory) -> new ArrowIpcWriter(target, schema, options, memory));
  }

  /** Makes the writer of a file of columns. */
  private interface ColumnFormat {
    BatchFileWriter writer(Schema schema, MemoryConsumer memory);
  }

  private long writeColumns(ColumnFormat format) {
    try (QueryMemory memory = admitted();
        TaskMemory task = memory.newTask("copy");
        MemoryConsumer consumer =
            task.newConsumer(task.newGate("copy"), "file", WRITER_FLOOR_BYTES, Reclaimable.NONE);
        QueryResult rows = execution.track(engine.run(copy.query(), 0))) {
      return writeColumns(rows, format.writer(stored(rows.schema()), consumer));
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Memory for a writer; whoever cancels the statement ends the wait for it. */
  private QueryMemory admitted() {
    CompletableFuture<QueryMemory> admission =
        engine.memory().admit("copy", WRITER_FLOOR_BYTES, Long.MAX_VALUE);
    CompletableFuture.anyOf(admission, execution.unwanted()).join();
    if (admission.cancel(false)) { // it was not granted yet
      throw new QueryCancelledException("copy");
    }
    return admission.join();
  }

  private static long writeColumns(QueryResult rows, BatchFileWriter writer) {
    try {
      for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
        writer.write(batch);
      }
      writer.close();
      return writer.numRows();
    } finally {
      writer.abort();
    }
  }

  /** Columns of files have different names. */
  private static Schema stored(Schema schema) {
    long different = schema.fields().stream().map(field -> field.name()).distinct().count();
    if (different < schema.size()) {
      throw SqlException.of(
          ErrorCode.INVALID_QUERY, "columns of a file must have different names, name them by AS");
    }
    return schema;
  }
}
