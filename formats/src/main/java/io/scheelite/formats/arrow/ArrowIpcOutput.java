package io.scheelite.formats.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.arrow.ArrowExport;
import io.scheelite.columnar.arrow.ArrowMemory;
import io.scheelite.memory.MemoryConsumer;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches as Arrow IPC to a channel, a record batch each; what has to be copied on the way
 * is memory of the consumer. Used by one thread; whoever made it closes it, and the channel after
 * it, and the consumer last.
 */
public final class ArrowIpcOutput implements AutoCloseable {
  private final ArrowMemory memory;
  private final ArrowExport export;
  private final BufferCompressor compressor;
  private final ArrowWriter writer;
  private long numRows;
  private boolean closed;

  /** As below, without compression. */
  public ArrowIpcOutput(
      WritableByteChannel channel, Schema schema, ArrowIpcFormat format, MemoryConsumer consumer)
      throws IOException {
    this(channel, schema, ArrowWriteOptions.of(format), consumer);
  }

  /** Writes what comes before the first batch. */
  public ArrowIpcOutput(
      WritableByteChannel channel,
      Schema schema,
      ArrowWriteOptions options,
      MemoryConsumer consumer)
      throws IOException {
    compressor = new BufferCompressor(options.compression(), consumer);
    ArrowMemory ownMemory = new ArrowMemory(consumer);
    ArrowExport ownExport = null;
    boolean started = false;
    try {
      ownExport = new ArrowExport(schema, ownMemory.allocator(), ArrowExport.Sharing.WHILE_LENT);
      writer = writer(options, ownExport, channel);
      writer.start();
      memory = ownMemory;
      export = ownExport;
      started = true;
    } finally {
      if (!started) {
        close(ownExport, ownMemory);
      }
    }
  }

  private ArrowWriter writer(
      ArrowWriteOptions options, ArrowExport export, WritableByteChannel channel) {
    VectorSchemaRoot root = export.root();
    if (options.compression() == ArrowCompression.NONE) {
      return switch (options.format()) {
        case FILE -> new ArrowFileWriter(root, null, channel);
        case STREAM -> new ArrowStreamWriter(root, null, channel);
      };
    }
    CompressionUtil.CodecType type = compressor.getCodecType();
    return switch (options.format()) {
      case FILE ->
          new ArrowFileWriter(root, null, channel, null, IpcOption.DEFAULT, compressor, type);
      case STREAM ->
          new ArrowStreamWriter(root, null, channel, IpcOption.DEFAULT, compressor, type);
    };
  }

  /**
   * Writes the selected rows of a batch.
   *
   * @throws org.apache.arrow.memory.OutOfMemoryException if copies do not fit into memory
   */
  public void write(Batch batch) throws IOException {
    if (batch.numSelectedRows() == 0) {
      return;
    }
    export.load(batch);
    compressor.begin();
    writer.writeBatch();
    export.root().clear();
    numRows += batch.numSelectedRows();
  }

  /** Rows written so far. */
  public long numRows() {
    return numRows;
  }

  /** Bytes written so far. */
  public long sizeBytes() {
    return writer.bytesWritten();
  }

  /** Writes what comes after the last batch. */
  public void finish() throws IOException {
    writer.end();
  }

  /** Gives memory back; without {@link #finish} the output is incomplete. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      close(export, memory);
    }
  }

  private static void close(@Nullable ArrowExport export, ArrowMemory memory) {
    try (memory) {
      if (export != null) {
        export.close();
      }
    }
  }
}
