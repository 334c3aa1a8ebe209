package io.scheelite.formats.input;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole pieces of an open input; every failure becomes an error that names the file and the
 * offset. Whoever opened it closes it.
 */
public final class InputReader implements AutoCloseable {
  /** Of reads of a few bytes, more may be under way at once than of others. */
  private static final int SMALL_READS = 4;

  private final FileSite site;
  private final InputChannel channel;
  private final @Nullable ReadAhead ahead;

  private InputReader(FileSite site, InputChannel channel, @Nullable ReadAhead ahead) {
    this.site = site;
    this.channel = channel;
    this.ahead = ahead;
  }

  /**
   * Opens an input.
   *
   * @throws io.scheelite.formats.FormatException if it is gone, or not what it was
   */
  public static InputReader open(InputFile input, FileStamp expected) {
    FileSite site = FileSite.of(input.location());
    try {
      InputChannel channel = input.open(expected);
      if (!input.readCost().readsAhead()) {
        return new InputReader(site, channel, null);
      }
      ReadAhead ahead = new ReadAhead(channel, input.readCost().concurrentReads());
      return new InputReader(site, ahead, ahead);
    } catch (IOException e) {
      throw site.failed("opening", e);
    }
  }

  /** Reads ahead once it is started; null where that is not worth it. */
  public @Nullable ReadAhead ahead() {
    return ahead;
  }

  /** Bytes that came from a far input so far; 0 of others. */
  public long fetchedBytes() {
    return ahead == null ? 0 : ahead.fetchedBytes();
  }

  /** Fills a buffer with the bytes at an offset. */
  public void read(ByteBuffer into, long offset) {
    read(site, into, offset);
  }

  /**
   * As {@link #read(ByteBuffer, long)}.
   *
   * @param place what is read, for messages
   */
  public void read(FileSite place, ByteBuffer into, long offset) {
    int start = into.position();
    while (into.hasRemaining()) {
      long at = offset + into.position() - start;
      try {
        if (channel.read(into, at) < 0) {
          throw new EOFException("file became shorter");
        }
      } catch (IOException e) {
        throw place.failed("reading", at, e);
      }
    }
  }

  /** Reads some bytes at an offset, at least one; -1 at the end. */
  public int readSome(ByteBuffer into, long offset) {
    try {
      return channel.read(into, offset);
    } catch (IOException e) {
      throw site.failed("reading", offset, e);
    }
  }

  /** A small piece. */
  public byte[] read(FileSite place, long offset, int size) {
    byte[] bytes = new byte[size];
    read(place, ByteBuffer.wrap(bytes), offset);
    return bytes;
  }

  /**
   * Does something for each of some items: several at once where reads take long, and then on other
   * threads.
   */
  public <T> void forEach(List<T> items, Consumer<T> action) {
    if (ahead == null || items.size() == 1) {
      items.forEach(action);
      return;
    }
    List<Future<?>> started = new ArrayList<>();
    int threads = Math.min(items.size(), SMALL_READS * ahead.mostThreads());
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      items.forEach(item -> started.add(executor.submit(() -> action.accept(item))));
      try {
        for (Future<?> future : started) {
          future.get();
        }
      } finally {
        executor.shutdownNow(); // after a failure nobody wants the rest
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof FormatException error
          ? error
          : new IllegalStateException("reading failed: file=" + site.location(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw site.failed("reading", new InterruptedIOException("interrupted"));
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing was written: there is nothing to lose
      System.getLogger(InputReader.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }
}
