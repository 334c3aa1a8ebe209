package io.scheelite.spill;

import io.scheelite.memory.counters.CounterSink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The spill directories of one engine: chooses where files go, keeps to the quota, counts.
 *
 * <p>When it is made it removes what killed processes have left in its directories. A directory
 * that cannot be written to is dropped with a warning; the error comes when none is left.
 * Thread-safe. Whoever made it closes it, after all queries: that closes their spaces.
 */
public final class SpillManager implements AutoCloseable {
  private final SpillConfig config;
  private final SpillDisk disk;
  private final List<SpillDirectory> directories;
  private final SpillUsage usage;
  private final Set<SpillSpace> spaces = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextFileId = new AtomicLong(new SplittableRandom().nextLong());
  private final AtomicInteger forgottenFiles = new AtomicInteger();
  private final int sweptFolders;
  private volatile boolean closed;

  /** On the disks of this machine. */
  public SpillManager(SpillConfig config) {
    this(config, SpillDisk.SYSTEM);
  }

  /** With files opened by {@code disk}. */
  public SpillManager(SpillConfig config, SpillDisk disk) {
    this(config, disk, CounterSink.NONE);
  }

  /**
   * As above, counted.
   *
   * @param counters stays open until this is closed; whoever opened it closes it
   */
  public SpillManager(SpillConfig config, SpillDisk disk, CounterSink counters) {
    this.config = config;
    this.disk = disk;
    this.directories = config.directories().stream().map(SpillDirectory::new).toList();
    this.usage = new SpillUsage("engine", config.quotaBytes(), counters);
    int swept = 0;
    for (Path directory : config.directories()) {
      swept += OrphanSweep.sweep(directory, Instant.now());
    }
    this.sweptFolders = swept;
  }

  /**
   * Opens a place for the files of one query.
   *
   * @param owner for messages, such as the query's name
   * @param quotaBytes most bytes of its files at any time, besides the engine's quota
   */
  public SpillSpace newSpace(String owner, long quotaBytes) {
    if (closed) {
      throw new IllegalStateException("spill manager is closed");
    }
    SpillSpace space = new SpillSpace(this, new SpillUsage(owner, quotaBytes, usage));
    spaces.add(space);
    return space;
  }

  void forget(SpillSpace space, int filesLeft) {
    spaces.remove(space);
    forgottenFiles.addAndGet(filesLeft);
  }

  SpillDisk disk() {
    return disk;
  }

  /** How it was set up. */
  public SpillConfig config() {
    return config;
  }

  /** Creates an empty file where there is most room; tries all directories before it fails. */
  StoredFile create(SpillSpace space) {
    IOException reason = null;
    for (SpillDirectory directory : candidates()) {
      try {
        Path path = directory.newFile();
        FileChannel channel =
            disk.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new StoredFile(nextFileId.getAndIncrement(), space, directory, path, channel);
      } catch (IOException e) {
        reason = withSuppressed(e, reason);
        if (SpillException.isFull(e)) {
          directory.noteFull();
        } else if (!SpillException.isTooManyOpen(e)) { // the directory's own fault
          directory.fail(e);
        }
      }
    }
    throw reason != null && SpillException.isTooManyOpen(reason)
        ? SpillException.tooManyOpen(config, reason)
        : SpillException.noDirectory(config, reason);
  }

  /** Those with room first, the least used of them first. */
  private List<SpillDirectory> candidates() {
    List<SpillDirectory> candidates = new ArrayList<>(directories);
    candidates.removeIf(SpillDirectory::hasFailed);
    candidates.sort(
        Comparator.comparing(SpillDirectory::isFull).thenComparingLong(SpillDirectory::liveBytes));
    return candidates;
  }

  private static IOException withSuppressed(IOException latest, @Nullable IOException earlier) {
    if (earlier != null) {
      latest.addSuppressed(earlier);
    }
    return latest;
  }

  /** Bytes ever written to spill files. */
  public long spilledBytes() {
    return usage.spilledBytes();
  }

  /** Bytes of files that exist now. */
  public long liveBytes() {
    return usage.liveBytes();
  }

  /** Files that exist now. */
  public int liveFiles() {
    return usage.liveFiles();
  }

  /** Files that operators did not delete and their space did: a leak, if there are any. */
  public int forgottenFiles() {
    return forgottenFiles.get();
  }

  /** Folders of killed processes that were removed at the start. */
  public int sweptFolders() {
    return sweptFolders;
  }

  /** Closes all spaces and removes the manager's folders. */
  @Override
  public void close() {
    closed = true;
    List.copyOf(spaces).forEach(SpillSpace::close);
    directories.forEach(SpillDirectory::close);
  }
}
