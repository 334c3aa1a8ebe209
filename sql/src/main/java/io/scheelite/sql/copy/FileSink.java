package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The end of a query whose drivers write files. Their memory is not the query's: a query that has
 * to spill does not wait for memory that row groups hold which its own drivers fill.
 */
public final class FileSink implements SinkFactory {
  private final ParallelFiles files;
  private final List<MemoryConsumer> memory;
  private final AtomicInteger numDrivers = new AtomicInteger();
  private final AtomicLong numRows = new AtomicLong();

  /**
   * Into files.
   *
   * @param memory a consumer per driver, which outlive this
   */
  public FileSink(ParallelFiles files, List<MemoryConsumer> memory) {
    this.files = files;
    this.memory = List.copyOf(memory);
  }

  @Override
  public Sink create(DriverContext context) {
    return new Writer(files.newPart(memory.get(numDrivers.getAndIncrement())));
  }

  /** Rows of all drivers that are done. */
  public long numRows() {
    return numRows.get();
  }

  @Override
  public long floorBytes() {
    return 0;
  }

  @Override
  public void close() {} // files belong to the statement

  /** One driver's end. */
  private final class Writer implements Sink {
    private final ParallelFiles.Part part;
    private long rows;

    Writer(ParallelFiles.Part part) {
      this.part = part;
    }

    @Override
    public void consume(Batch input) {
      part.write(input);
      rows += input.numSelectedRows();
    }

    @Override
    public @Nullable CompletableFuture<Void> finish() {
      part.finish();
      numRows.addAndGet(rows);
      return null;
    }

    @Override
    public void close() {
      part.close();
    }
  }
}
