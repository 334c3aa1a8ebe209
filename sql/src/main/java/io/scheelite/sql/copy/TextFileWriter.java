package io.scheelite.sql.copy;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.HiddenFile;
import io.scheelite.sql.result.ResultWriter;
import io.scheelite.sql.result.ValueReader;
import java.io.BufferedWriter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes batches to a file of text, row by row. Used by one thread. */
public final class TextFileWriter implements BatchFileWriter {
  private final FileSite site;
  private final HiddenFile hidden;
  private final CountingStream bytes;
  private final BufferedWriter text;
  private final ResultWriter rows;
  private long numRows;
  private boolean closed;

  /** Makes the writer of a format. */
  @FunctionalInterface
  public interface Format {
    /** A writer that appends to a file. */
    ResultWriter writer(Appendable file) throws IOException;
  }

  /** Creates the temporary file. */
  public TextFileWriter(Path path, Schema schema, Format format) {
    this.site = FileSite.of(path);
    this.hidden = HiddenFile.of(path);
    try {
      this.bytes =
          new CountingStream(
              Files.newOutputStream(
                  hidden.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw site.writeFailed(e);
    }
    boolean started = false;
    try {
      this.text = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8));
      this.rows = format.writer(text);
      rows.begin(schema);
      started = true;
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    } finally {
      if (!started) {
        discard();
      }
    }
  }

  /** Counts what is written. */
  private static final class CountingStream extends FilterOutputStream {
    private long count;

    CountingStream(OutputStream target) {
      super(target);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      count++;
    }

    @Override
    public void write(byte[] values, int offset, int length) throws IOException {
      out.write(values, offset, length);
      count += length;
    }
  }

  @Override
  public void write(Batch batch) {
    if (closed) {
      throw new IllegalStateException("writer is closed: file=" + site.file());
    }
    boolean done = false;
    try {
      for (int i = 0; i < batch.numSelectedRows(); i++) {
        rows.row(ValueReader.row(batch, i));
      }
      numRows += batch.numSelectedRows();
      done = true;
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    } finally {
      if (!done) {
        abort();
      }
    }
  }

  /** The library that writes CSV wraps what the disk says. */
  private RuntimeException failed(Exception e) {
    IOException cause =
        e instanceof IOException plain
            ? plain
            : e.getCause() instanceof IOException wrapped ? wrapped : new IOException(e);
    return site.writeFailed(cause);
  }

  @Override
  public long numRows() {
    return numRows;
  }

  @Override
  public long sizeBytes() {
    return bytes.count;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    boolean done = false;
    try {
      rows.end();
      text.close();
      hidden.publish();
      closed = true;
      done = true;
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
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
      discard();
    }
  }

  private void discard() {
    try (OutputStream open = bytes) {
      hidden.remove();
    } catch (IOException e) { // the failure before it says more
      System.getLogger(TextFileWriter.class.getName())
          .log(System.Logger.Level.WARNING, "file cannot be closed: file=" + hidden.path(), e);
    }
  }
}
