package io.scheelite.formats.arrow;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.HiddenFile;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Writes batches to an Arrow IPC file.
 *
 * <p>The file appears under its name when {@link #close} has written all of it; before that it has
 * another name in the same folder, and after an error or {@link #abort} there is none. Used by one
 * thread; the consumer outlives the writer and is used by nobody else.
 */
public final class ArrowIpcWriter implements BatchFileWriter {
  private final FileSite site;
  private final HiddenFile hidden;
  private final FileChannel channel;
  private final ArrowIpcOutput output;
  private boolean closed;

  /** Creates the temporary file. */
  public ArrowIpcWriter(Path path, Schema schema, ArrowIpcFormat format, MemoryConsumer consumer) {
    this(path, schema, ArrowWriteOptions.of(format), consumer);
  }

  /** As above, with options. */
  public ArrowIpcWriter(
      Path path, Schema schema, ArrowWriteOptions options, MemoryConsumer consumer) {
    this(path, schema, options, consumer, FileChannel::open);
  }

  /** Opens files; tests put a disk in its place that fails. */
  @FunctionalInterface
  interface FileOpener {
    FileChannel open(Path path, OpenOption... options) throws IOException;
  }

  ArrowIpcWriter(
      Path path,
      Schema schema,
      ArrowWriteOptions options,
      MemoryConsumer consumer,
      FileOpener opener) {
    this.site = FileSite.of(path);
    this.hidden = HiddenFile.of(path);
    try {
      channel = opener.open(hidden.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
    boolean started = false;
    try {
      output = new ArrowIpcOutput(channel, schema, options, consumer);
      started = true;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      if (!started) {
        removeTemporary();
      }
    }
  }

  @Override
  public void write(Batch batch) {
    if (closed) {
      throw new IllegalStateException("writer is closed: file=" + site.file());
    }
    boolean done = false;
    try {
      output.write(batch);
      done = true;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } catch (OutOfMemoryException e) {
      throw new FormatException(
          ErrorCode.MEMORY_LIMIT_EXCEEDED, "batch does not fit into memory: " + site.file(), e);
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  @Override
  public long numRows() {
    return output.numRows();
  }

  @Override
  public long sizeBytes() {
    return output.sizeBytes();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean done = false;
    try {
      output.finish();
      output.close();
      channel.close();
      hidden.publish();
      closed = true;
      done = true;
    } catch (IOException e) {
      throw site.writeFailed(e);
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  @Override
  public void abort() {
    if (!closed) {
      closed = true;
      try {
        output.close();
      } finally {
        removeTemporary();
      }
    }
  }

  private void removeTemporary() {
    try (FileChannel open = channel) {
      hidden.remove();
    } catch (IOException e) { // nobody misses what it holds
      System.getLogger(ArrowIpcWriter.class.getName())
          .log(System.Logger.Level.WARNING, "file cannot be closed: file=" + hidden.path(), e);
    }
  }
}
