package io.scheelite.sql;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.arrow.ArrowExport;
import io.scheelite.columnar.arrow.ArrowSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query as Arrow vectors, batch by batch while it runs; in the form that Arrow's own
 * tools read, the C stream interface among them.
 *
 * <p>The vectors of a batch are copies in memory of the allocator and belong to the root until the
 * next batch is loaded: whoever wants to keep them moves them out. With {@link Engine#arrowMemory}
 * they are on the engine's ledger. One thread reads; whoever made it closes it, before the
 * allocator.
 */
public final class ArrowResult extends ArrowReader {
  private final QueryResult rows;
  private @Nullable ArrowExport export;
  private long bytesRead;

  ArrowResult(QueryResult rows, BufferAllocator allocator) {
    super(allocator);
    this.rows = rows;
  }

  @Override
  protected Schema readSchema() {
    return ArrowSchemas.toArrow(rows.schema());
  }

  @Override
  public VectorSchemaRoot getVectorSchemaRoot() {
    try {
      return super.getVectorSchemaRoot();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the schema is at hand: nothing is read
    }
  }

  /**
   * Fills the root with the next rows; waits for them. False at the end.
   *
   * @throws org.apache.arrow.memory.OutOfMemoryException if they do not fit into memory
   */
  @Override
  public boolean loadNextBatch() {
    VectorSchemaRoot root = getVectorSchemaRoot();
    ArrowExport target = export;
    if (target == null) {
      target = new ArrowExport(root, rows.schema(), allocator, ArrowExport.Sharing.NEVER);
      export = target;
    }
    Batch batch = rows.next();
    if (batch == null) {
      root.clear();
      return false;
    }
    target.load(batch);
    for (FieldVector vector : root.getFieldVectors()) {
      bytesRead += vector.getBufferSize();
    }
    return true;
  }

  /**
   * Writes all rows not read yet as an Arrow IPC stream.
   *
   * @param channel stays open
   */
  public void writeTo(WritableByteChannel channel) throws IOException {
    ArrowStreamWriter writer = new ArrowStreamWriter(getVectorSchemaRoot(), null, channel);
    writer.start(); // not closed: that would close the channel
    while (loadNextBatch()) {
      writer.writeBatch();
    }
    writer.end();
  }

  /** Bytes of all vectors so far. */
  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  protected void closeReadSource() {
    rows.close();
  }

  /** Releases the root, and cancels what still runs of the query. Idempotent. */
  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
