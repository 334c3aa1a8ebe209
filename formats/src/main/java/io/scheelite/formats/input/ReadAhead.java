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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
  private final Deque<Piece> queue = new ArrayDeque<>();
  private final AtomicLong fetchedBytes = new AtomicLong();
  private boolean closed;
  private NavigableMap<Long, AskedRange> ranges = new TreeMap<>(); // by start
  private LeftOut leftOut = LeftOut.none();

  /** A range of the plan and where in it its reader is; all positions are packed. */
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

  /** Bytes that were read from the input, whether anybody asked for them or not. */
  public long fetchedBytes() {
    return fetchedBytes.get();
  }

  /**
   * Begins to read.
   *
   * @param plan of packed positions
   * @param parts what the positions leave out
   * @param address of as many bytes as the plan {@linkplain ReadPlan#bytes needs}
   */
  public void start(ReadPlan plan, LeftOut parts, long address) {
    assert ranges.isEmpty();
    leftOut = parts;
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
    long first = leftOut.pack(position);
    Map.Entry<Long, AskedRange> found = ranges.floorEntry(first);
    AskedRange asked = found == null ? null : found.getValue();
    if (asked == null || first >= asked.range.end() || leftOut.contains(position)) {
      return fetch(into, position);
    }
    asked.wanted = true;
    asked.asked = first;
    submit(asked.stretch.moveTo(first));
    int start = into.position();
    long most = Math.min(into.remaining(), leftOut.next(position) - position);
    long end = Math.min(asked.range.end(), first + most);
    for (long at = first; at < end; at = first + into.position() - start) {
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

  private int fetch(ByteBuffer into, long position) throws IOException {
    int size = channel.read(into, position);
    fetchedBytes.addAndGet(Math.max(0, size));
    return size;
  }

  private void submit(List<AheadBlock> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    List<Thread> started = new ArrayList<>();
    synchronized (this) {
      for (AheadBlock block : blocks) {
        block.dropReplaced(queue);
        for (Piece piece : block.pieces(leftOut)) {
          queue.add(piece);
          if (threads.size() < mostThreads) {
            Thread thread = Thread.ofVirtual().name("scheelite-read-ahead").unstarted(this::work);
            threads.add(thread);
            started.add(thread);
          }
        }
      }
    }
    started.forEach(Thread::start);
  }

  private void work() {
    for (Piece piece = next(); piece != null; piece = next()) {
      load(piece);
    }
  }

  private synchronized @Nullable Piece next() {
    Piece piece = closed ? null : queue.poll();
    if (piece == null) {
      threads.remove(Thread.currentThread());
    }
    return piece;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // the end of a thread: whoever reads gets it
  private void load(Piece piece) {
    piece.block.awaitReplaced();
    ByteBuffer buffer = piece.buffer;
    try {
      while (buffer.hasRemaining()) {
        if (fetch(buffer, piece.position + buffer.position()) < 0) {
          throw new EOFException("file became shorter");
        }
      }
    } catch (Throwable e) {
      piece.block.failure = e;
    } finally {
      piece.block.finish(1);
    }
  }

  /** Stops what is under way, and waits until it has stopped. */
  @Override
  public void close() throws IOException {
    List<Thread> running;
    synchronized (this) {
      closed = true;
      queue.forEach(piece -> piece.block.forget());
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

  /**
   * One read: bytes of a block that lie side by side in the input.
   *
   * @param position in the input
   */
  private record Piece(AheadBlock block, long position, ByteBuffer buffer) {}

  /** A part of a stretch that is in memory or not as a whole; its start is packed. */
  static final class AheadBlock {
    private final long start;
    private final ByteBuffer buffer;
    private volatile @Nullable AheadBlock replaced; // had the same memory
    private final AtomicInteger piecesLeft = new AtomicInteger();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile @Nullable Throwable failure;

    AheadBlock(long start, long address, int size, @Nullable AheadBlock replaced) {
      this.start = start;
      this.buffer = NativeMemory.byteBuffer(address, size);
      this.replaced = replaced;
    }

    /** What is not under way yet need not be read. */
    private void dropReplaced(Deque<Piece> waiting) {
      AheadBlock before = replaced;
      if (before == null) {
        return;
      }
      int numWaiting = waiting.size();
      if (waiting.removeIf(piece -> piece.block == before)) {
        before.failure = new EOFException("reading ahead was stopped");
        before.finish(numWaiting - waiting.size());
      }
    }

    private List<Piece> pieces(LeftOut leftOut) {
      List<Piece> pieces = new ArrayList<>();
      for (int at = 0; at < buffer.capacity(); ) {
        long position = leftOut.unpack(start + at);
        long most = leftOut.next(position) - position;
        int size = (int) Math.min(most, buffer.capacity() - at);
        pieces.add(new Piece(this, position, buffer.slice(at, size)));
        at += size;
      }
      piecesLeft.set(pieces.size());
      return pieces;
    }

    private void awaitReplaced() {
      AheadBlock before = replaced;
      if (before != null) {
        before.done.join();
        replaced = null;
      }
    }

    private void finish(int numPieces) {
      if (piecesLeft.addAndGet(-numPieces) == 0) {
        done.complete(null);
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
