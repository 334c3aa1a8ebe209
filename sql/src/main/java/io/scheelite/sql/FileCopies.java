package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TaskMemory;
import io.scheelite.operators.runtime.QueryCancelledException;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.sql.copy.FileOpener;
import io.scheelite.sql.copy.FileOpeners;
import io.scheelite.sql.copy.FileSink;
import io.scheelite.sql.copy.FolderWriter;
import io.scheelite.sql.copy.OutputFolder;
import io.scheelite.sql.copy.ParallelFiles;
import io.scheelite.sql.copy.PartitionOrder;
import io.scheelite.sql.logical.CopyFormat;
import io.scheelite.sql.logical.CopyLayout;
import io.scheelite.sql.logical.LogicalQuery;
import io.scheelite.sql.logical.SqlStatement;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows of queries to files, which appear under their names when they are whole. */
final class FileCopies {
  /** Drivers write at the same time where what all of them usually take is so small a part. */
  private static final int USUAL_SHARE = 4;

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
    FileOpener opener = FileOpeners.of(copy.format(), stored(copy.query().schema()));
    if (copies.writesInParallel()) {
      return StatementOutcome.changed(copies.writeInParallel(opener));
    }
    return StatementOutcome.changed(
        switch (copy.layout()) {
          case CopyLayout.OneFile _ -> copies.writeFile(opener);
          case CopyLayout.Folder folder -> copies.writeFolder(opener, folder);
        });
  }

  private long writeFile(FileOpener opener) {
    long floor = FileOpeners.floorBytes(copy.format());
    try (QueryMemory memory = admitted(floor);
        TaskMemory task = memory.newTask("copy");
        MemoryConsumer consumer = consumer(task, "file", floor);
        QueryResult rows = execution.track(engine.run(copy.query(), 0))) {
      BatchFileWriter writer = opener.open(target, copy.query().schema(), consumer);
      try {
        write(rows, writer::write);
        writer.close();
        return writer.numRows();
      } finally {
        writer.abort();
      }
    }
  }

  private long writeFolder(FileOpener opener, CopyLayout.Folder layout) {
    LogicalQuery query =
        layout.partitionColumns().isEmpty()
            ? copy.query()
            : PartitionOrder.of(copy.query(), layout.partitionColumns());
    long floor = FileOpeners.floorBytes(copy.format());
    try (OutputFolder folder = OutputFolder.create(target, layout);
        QueryMemory memory = admitted(floor + FolderWriter.FLOOR_BYTES);
        TaskMemory task = memory.newTask("copy");
        MemoryConsumer files = consumer(task, "file", floor);
        MemoryConsumer own = consumer(task, "folder", FolderWriter.FLOOR_BYTES);
        QueryResult rows = execution.track(engine.run(query, 0));
        FolderWriter writer = new FolderWriter(folder, opener, files, own, query.schema())) {
      write(rows, writer::write);
      writer.finishWhole();
      execution.requireWanted();
      folder.commit();
      return writer.numRows();
    }
  }

  /**
   * Rows in order are merged by one driver, and written by the thread of the statement meanwhile.
   */
  private boolean writesInParallel() {
    boolean parallel =
        switch (copy.layout()) {
          case CopyLayout.OneFile _ -> copy.format() instanceof CopyFormat.Parquet;
          case CopyLayout.Folder folder -> folder.perThread();
        };
    int threads = engine.starter().writingThreads();
    long bytes = threads * FileOpeners.usualBytes(copy.format(), copy.query().schema());
    return parallel
        && threads > 1
        && bytes <= engine.memory().limitBytes() / USUAL_SHARE
        && !PartitionOrder.isOrdered(copy.query().plan());
  }

  private long writeInParallel(FileOpener opener) {
    int threads = engine.starter().writingThreads();
    long floor = FileOpeners.floorBytes(copy.format());
    try (QueryMemory memory = admitted(threads * floor);
        TaskMemory task = memory.newTask("copy");
        Consumers consumers = new Consumers(task, threads, floor);
        ParallelRun run = new ParallelRun(opener, consumers);
        QueryResult rows = execution.track(engine.starter().runInto(copy.query(), run::begin))) {
      rows.drain();
      execution.requireWanted();
      return run.finish();
    }
  }

  /** Memory of drivers. */
  private record Consumers(List<MemoryConsumer> all) implements AutoCloseable {
    Consumers(TaskMemory task, int count, long floorBytes) {
      this(
          IntStream.range(0, count)
              .mapToObj(i -> consumer(task, "file-" + i, floorBytes))
              .toList());
    }

    @Override
    public void close() {
      all.forEach(MemoryConsumer::close);
    }
  }

  /** Files of the query's last start. */
  private final class ParallelRun implements AutoCloseable {
    private final FileOpener opener;
    private final Consumers consumers;
    private @Nullable ParallelFiles files;
    private @Nullable FileSink sink;

    ParallelRun(FileOpener opener, Consumers consumers) {
      this.opener = opener;
      this.consumers = consumers;
    }

    SinkFactory begin() {
      close(); // rows that were lost have begun files
      Schema schema = copy.query().schema();
      ParallelFiles begun =
          switch (copy.layout()) {
            case CopyLayout.OneFile _ when copy.format() instanceof CopyFormat.Parquet parquet ->
                ParallelFiles.parquetFile(target, schema, parquet);
            case CopyLayout.OneFile _ -> throw new IllegalStateException("only Parquet has parts");
            case CopyLayout.Folder folder ->
                ParallelFiles.folder(OutputFolder.create(target, folder), schema, opener);
          };
      files = begun;
      sink = new FileSink(begun, consumers.all());
      return Objects.requireNonNull(sink);
    }

    long finish() {
      Objects.requireNonNull(files).finish(consumers.all().getFirst());
      return Objects.requireNonNull(sink).numRows();
    }

    @Override
    public void close() {
      ParallelFiles begun = files;
      files = null;
      if (begun != null) {
        begun.close();
      }
    }
  }

  private static MemoryConsumer consumer(TaskMemory task, String name, long floorBytes) {
    return task.newConsumer(task.newGate("copy"), name, floorBytes, Reclaimable.NONE);
  }

  /** Memory for a writer; whoever cancels the statement ends the wait for it. */
  private QueryMemory admitted(long floorBytes) {
    CompletableFuture<QueryMemory> admission =
        engine.memory().admit("copy", floorBytes, Long.MAX_VALUE);
    try {
      CompletableFuture.anyOf(admission, execution.unwanted()).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    if (admission.cancel(false)) { // it was not granted yet
      throw new QueryCancelledException("copy");
    }
    return admission.join();
  }

  private static void write(QueryResult rows, Consumer<Batch> writer) {
    for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
      writer.accept(batch);
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
