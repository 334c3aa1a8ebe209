package io.scheelite.testsupport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Opens files whose reads and writes fail in the ways disks fail.
 *
 * <p>One instance stands for one disk: its faults and counters are shared by all channels opened
 * through it. Faults may be switched on while channels are open. {@link #faultsFired()} lets a test
 * assert that the fault it asked for really happened. Safe for use by many threads.
 */
public final class FaultyDisk {
  private static final long UNLIMITED = Long.MAX_VALUE;
  private static final long NEVER = -1;

  private final RandomGenerator random;
  private final AtomicLong faultsFired = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();

  private volatile boolean shortTransfers;
  private volatile long capacityBytes = UNLIMITED;
  private volatile long flippedOffset = NEVER;
  private volatile int flippedBit;
  private volatile long failingRead = NEVER;

  private FaultyDisk(RandomGenerator random) {
    this.random = random;
  }

  /**
   * A disk without faults so far, which draws the lengths of short transfers from {@code random}.
   */
  public static FaultyDisk create(RandomGenerator random) {
    return new FaultyDisk(random);
  }

  /** Reads and writes move fewer bytes than asked for, at least one. */
  public FaultyDisk withShortTransfers() {
    shortTransfers = true;
    return this;
  }

  /** Writes beyond {@code bytes} in total fail as on a full disk. */
  public FaultyDisk withCapacity(long bytes) {
    capacityBytes = bytes;
    return this;
  }

  /**
   * Every read that covers byte {@code offset} of a file sees its bit {@code bit} (0 to 7) flipped.
   */
  public FaultyDisk withFlippedBit(long offset, int bit) {
    flippedBit = bit;
    flippedOffset = offset;
    return this;
  }

  /** The {@code index}-th read from now on, counted from 0, fails once. */
  public FaultyDisk withFailingRead(long index) {
    failingRead = reads.get() + index;
    return this;
  }

  /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    return new FaultyFileChannel(FileChannel.open(path, Set.of(options)), this);
  }

  /** How many transfers were shortened, altered or failed. */
  public long faultsFired() {
    return faultsFired.get();
  }

  /** Bytes written through this disk. */
  public long bytesWritten() {
    return bytesWritten.get();
  }

  /** How many of {@code wanted} bytes the next read may move; fails if that read is to fail. */
  int admitRead(int wanted) throws IOException {
    if (reads.getAndIncrement() == failingRead) {
      faultsFired.incrementAndGet();
      throw new IOException("Input/output error");
    }
    return shorten(wanted);
  }

  /** How many of {@code wanted} bytes the next write may move; fails if the disk is full. */
  int admitWrite(int wanted) throws IOException {
    long free = capacityBytes - bytesWritten.get();
    if (wanted > 0 && free <= 0) {
      faultsFired.incrementAndGet();
      throw new IOException("No space left on device");
    }
    return (int) Math.min(shorten(wanted), free);
  }

  void countWritten(int bytes) {
    bytesWritten.addAndGet(bytes);
  }

  /**
   * Alters {@code length} bytes that were read from {@code fileOffset} to {@code start} of the
   * buffer.
   */
  void corrupt(ByteBuffer buffer, int start, int length, long fileOffset) {
    long index = flippedOffset - fileOffset;
    if (flippedOffset != NEVER && index >= 0 && index < length) {
      int at = start + (int) index;
      buffer.put(at, (byte) (buffer.get(at) ^ (1 << flippedBit)));
      faultsFired.incrementAndGet();
    }
  }

  private int shorten(int wanted) {
    if (!shortTransfers || wanted <= 1) {
      return wanted;
    }
    int length;
    synchronized (random) {
      length = random.nextInt(1, wanted + 1);
    }
    if (length < wanted) {
      faultsFired.incrementAndGet();
    }
    return length;
  }
}
