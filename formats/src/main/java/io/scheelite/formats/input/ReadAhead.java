package io.scheelite.formats.input;

import io.scheelite.memory.NativeMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pieces of a {@link ReadPlan} on threads of its own before they are asked for, and hands
 * them out. Bytes outside of the plan, and all of them before it is started, are read when they are
 * asked for.
 *
 * <p>Asked by one thread, which also starts and closes it. The buffers' memory is the owner's, who
 * may free it once {@link #close} has returned: by then nothing is under way any more.
 */
public final class ReadAhead implements InputChannel {
  private final InputChannel channel;
  private final int mostThreads;
  private final Set<Thread> threads = new HashSet<>(); // guarded by this, as is the queue
  private final Deque<AheadBlock> queue = new ArrayDeque<>();
  private boolean closed;
  private NavigableMap<Long, AskedRange> ranges = new TreeMap<>(); // by start

  /** A range of the plan and where in it its reader is. */
  private static final class AskedRange {
    private final ReadPlan.Range range;
    private final AheadStretch stretch;
    private long asked; // where the last read began
    private long ahead; // up to where the next one will hardly read
    private boolean wanted;

    AskedRange(ReadPlan.Range range, AheadStretch stretch) {
      this.range = range;
      this.stretch = stretch;
      this.asked = range.start();
      this.ahead = range.start() + range.readBytes();
      this.wanted = range.soon();
    }
  }

  /** Over an open channel, which it closes. */
  ReadAhead(InputChannel channel, int mostThreads) {
    this.channel = channel;
    this.mostThreads = mostThreads;
  }

  int mostThreads() {
    return mostThreads;
  }

  /**
   * Begins to read.
   *
   * @param address of as many bytes as the plan {@linkplain ReadPlan#bytes needs}
   */
  public void start(ReadPlan plan, long address) {
    assert ranges.isEmpty();
    TreeMap<Long, AskedRange> asked = new TreeMap<>();
    List<AheadStretch> soon = new ArrayList<>();
    long next = address;
    for (ReadPlan.Stretch planned : plan.stretches()) {
      AheadStretch stretch = new AheadStretch(planned, next);
      next += planned.bytes();
      planned.ranges().forEach(range -> asked.put(range.start(), new AskedRange(range, stretch)));
      if (planned.soon()) {
        soon.add(stretch);
      }
    }
    ranges = asked;
    // rows need the beginning of every column before the rest of any
    int most = soon.stream().mapToInt(AheadStretch::numBlocks).max().orElse(0);
    for (int i = 0; i < most; i++) {
      for (AheadStretch stretch : soon) {
        if (i < stretch.numBlocks()) {
          submit(stretch.begin(i));
        }
      }
    }
  }

  /**
   * What to wait for so that the next reads will hardly have to; null if nothing. Completes
   * normally also when reading failed: the next read tells how.
   */
  public @Nullable CompletableFuture<Void> awaited() {
    List<CompletableFuture<Void>> missing = new ArrayList<>();
    for (AskedRange asked : ranges.values()) {
      if (asked.wanted) {
        long end = Math.min(asked.range.end(), asked.ahead);
        submit(asked.stretch.moveTo(asked.asked));
        asked.stretch.addMissing(asked.asked, end, missing);
      }
    }
    return missing.isEmpty()
        ? null
        : CompletableFuture.allOf(missing.toArray(CompletableFuture[]::new));
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    Map.Entry<Long, AskedRange> found = ranges.floorEntry(position);
    AskedRange asked = found == null ? null : found.getValue();
    if (asked == null || position >= asked.range.end()) {
      return channel.read(into, position);
    }
    asked.wanted = true;
    asked.asked = position;
    submit(asked.stretch.moveTo(position));
    int start = into.position();
    long end = Math.min(asked.range.end(), position + into.remaining());
    for (long at = position; at < end; at = position + into.position() - start) {
      AheadBlock block = asked.stretch.block(at);
      if (block == null) {
        submit(asked.stretch.moveTo(at)); // asked for more than was announced
      } else {
        block.copy(at, end, into);
      }
    }
    asked.ahead = end + asked.range.readBytes();
    return into.position() - start;
  }

  private void submit(List<AheadBlock> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    List<Thread> started = new ArrayList<>();
    synchronized (this) {
      for (AheadBlock block : blocks) {
        block.dropReplaced(queue);
        queue.add(block);
        if (threads.size() < mostThreads) {
          Thread thread = Thread.ofVirtual().name("scheelite-read-ahead").unstarted(this::work);
          threads.add(thread);
          started.add(thread);
        }
      }
    }
    started.forEach(Thread::start);
  }

  private void work() {
    for (AheadBlock block = next(); block != null; block = next()) {
      block.load(channel);
    }
  }

  private synchronized @Nullable AheadBlock next() {
    AheadBlock block = closed ? null : queue.poll();
    if (block == null) {
      threads.remove(Thread.currentThread());
    }
    return block;
  }

  /** Stops what is under way, and waits until it has stopped. */
  @Override
  public void close() throws IOException {
    List<Thread> running;
    synchronized (this) {
      closed = true;
      queue.forEach(AheadBlock::forget);
      queue.clear();
      running = List.copyOf(threads);
    }
    running.forEach(Thread::interrupt);
    try {
      channel.close();
    } finally {
      running.forEach(ReadAhead::await);
    }
  }

  private static void await(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // memory that somebody writes into must not be freed
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One read: a piece of a stretch. */
  static final class AheadBlock {
    private final long start;
    private final ByteBuffer buffer;
    private @Nullable AheadBlock replaced; // had the same memory
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;

    AheadBlock(long start, long address, int size, @Nullable AheadBlock replaced) {
      this.start = start;
      this.buffer = NativeMemory.byteBuffer(address, size);
      this.replaced = replaced;
    }

    /** Whoever is not under way yet need not be read. */
    private void dropReplaced(Deque<AheadBlock> waiting) {
      AheadBlock before = replaced;
      if (before != null && waiting.remove(before)) {
        before.forget();
      }
    }

    long start() {
      return start;
    }

    CompletableFuture<Void> done() {
      return done;
    }

    /** Will not be read any more; nobody waits for it. */
    private void forget() {
      failure = new EOFException("reading ahead was stopped");
      done.complete(null);
    }

    @SuppressWarnings("checkstyle:IllegalCatch") // the end of a thread: whoever reads gets it
    private void load(InputChannel channel) {
      AheadBlock before = replaced;
      if (before != null) {
        before.done.join();
        replaced = null;
      }
      try {
        while (buffer.hasRemaining()) {
          if (channel.read(buffer, start + buffer.position()) < 0) {
            throw new EOFException("file became shorter");
          }
        }
      } catch (Throwable e) {
        failure = e;
      } finally {
        done.complete(null);
      }
    }

    private void copy(long at, long end, ByteBuffer into) throws IOException {
      done.join();
      switch (failure) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case IOException e -> throw e;
        case Throwable e -> throw new IOException(e);
      }
      int from = (int) (at - start);
      int size = (int) Math.min(end - at, buffer.capacity() - from);
      into.put(buffer.slice(from, size));
    }
  }
}
