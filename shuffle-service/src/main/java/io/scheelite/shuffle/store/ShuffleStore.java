package io.scheelite.shuffle.store;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import io.scheelite.shuffle.file.MapOutputFile;
import io.scheelite.shuffle.file.ShuffleFolder;
import io.scheelite.shuffle.journal.ShuffleJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Owns the map outputs of a machine: knows which applications may write and fetch here, finds the
 * bytes of a fetch, removes what belongs to an application that is over. What it knows survives its
 * own death in a journal. Thread-safe; calls may wait for the disk, so event loops of a network
 * make them elsewhere.
 */
public final class ShuffleStore implements AutoCloseable {
  static final String JOURNAL_FILE = "journal";
  private static final int MAX_OPEN_OUTPUTS = 256;
  private static final long MAX_OPEN_PARTITIONS = 2 << 20;

  private final ShuffleFolder folder;
  private final FolderLock lock;
  private final ShuffleJournal journal;
  private final OpenOutputs outputs;
  private final Set<String> applications = ConcurrentHashMap.newKeySet();
  private final LongAdder sweptFiles = new LongAdder();
  private final LongAdder regionsOpened = new LongAdder();
  private final LongAdder bytesServed = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder damagedOutputs = new LongAdder();

  private ShuffleStore(ShuffleFolder folder, FolderLock lock, ShuffleJournal journal) {
    this.folder = folder;
    this.lock = lock;
    this.journal = journal;
    this.outputs = new OpenOutputs(folder, MAX_OPEN_OUTPUTS, MAX_OPEN_PARTITIONS);
    recover();
  }

  /**
   * Takes over a folder, with what an earlier store registered there, and removes what belongs to
   * nobody any more.
   *
   * @throws ShuffleException UNUSABLE if another process has it, or the JVM's flags are missing
   */
  public static ShuffleStore open(ShuffleFolder folder) {
    FolderLock lock = FolderLock.take(folder.root());
    try {
      ShuffleJournal journal =
          ShuffleJournal.open(folder.root().resolve(JOURNAL_FILE), ShuffleJournal.DEFAULT_BYTES);
      try {
        return new ShuffleStore(folder, lock, journal);
      } catch (RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What a damaged journal may have forgotten is known by its folder: rather that than lost. */
  private void recover() {
    if (journal.damage() != null) {
      folder.applications().forEach(application -> journal.register(application, ""));
    }
    applications.addAll(journal.applications());
    applications.forEach(folder::createApplication);
    sweptFiles.add(folder.sweep(applications));
  }

  /**
   * From here on the application may write and fetch; remembered when this returns. May be
   * repeated. An executor that is new may have come for one that was killed: what that one left is
   * removed.
   *
   * @param executor who will write
   * @param root the folder that the executor writes under: must be this store's own
   * @throws ShuffleException UNUSABLE if it is another one
   */
  public synchronized void register(String application, String executor, Path root) {
    requireSameFolder(root);
    folder.createApplication(application);
    boolean isNew = journal.register(application, executor);
    applications.add(application);
    if (isNew) {
      sweptFiles.add(folder.sweepUncommitted(application));
    }
  }

  private void requireSameFolder(Path root) {
    try {
      if (Files.isSameFile(root, folder.root())) {
        return;
      }
    } catch (IOException e) {
      refusals.increment();
      throw new ShuffleException(
          Kind.UNUSABLE, "shuffle folder cannot be looked at: folder=" + root + " reason=" + e, e);
    }
    refusals.increment();
    throw new ShuffleException(
        Kind.UNUSABLE,
        "executor writes to another folder than this service serves: folder="
            + root
            + " served="
            + folder.root());
  }

  /** The application is over: deletes its files. May be repeated. */
  public synchronized void remove(String application) {
    MapOutputId.requireApplication(application);
    applications.remove(application);
    journal.remove(application);
    outputs.closeApplication(application);
    folder.deleteApplication(application);
  }

  /**
   * A job is over: deletes the outputs of its exchanges. May be repeated.
   *
   * @param firstShuffle the lowest number
   * @param numShuffles how many numbers from there on
   */
  public synchronized void removeShuffles(String application, int firstShuffle, int numShuffles) {
    MapOutputId.requireApplication(application);
    outputs.close(
        id ->
            id.application().equals(application)
                && id.shuffle() - firstShuffle < numShuffles
                && id.shuffle() >= firstShuffle);
    folder.deleteShuffles(application, firstShuffle, numShuffles);
  }

  /**
   * Finds a piece of adjacent partitions of an output, as stored.
   *
   * @param offset counts from the beginning of the first partition
   * @param sizeBytes more than zero
   * @return to be released
   * @throws ShuffleException NOT_REGISTERED, NO_SUCH_OUTPUT, BAD_RANGE, DAMAGED, IO_FAILED or
   *     TOO_MANY_OPEN
   */
  public ShuffleRegion open(
      MapOutputId id, int firstPartition, int numPartitions, long offset, int sizeBytes) {
    try {
      requireRegistered(id);
      OpenOutput output = outputs.acquire(id);
      try {
        requireRegistered(id); // removed meanwhile: then it must not stay open
        long position = position(output.file(), firstPartition, numPartitions, offset, sizeBytes);
        ShuffleRegion region = new ShuffleRegion(output, position, sizeBytes);
        regionsOpened.increment();
        bytesServed.add(sizeBytes);
        return region;
      } catch (ShuffleException e) {
        output.release();
        throw e;
      }
    } catch (CorruptDataException e) {
      damagedOutputs.increment();
      throw new ShuffleException(Kind.DAMAGED, e.getMessage() + " output=" + id, e);
    } catch (ShuffleException e) {
      refusals.increment();
      throw e;
    }
  }

  private void requireRegistered(MapOutputId id) {
    if (!applications.contains(id.application())) {
      outputs.closeApplication(id.application());
      throw new ShuffleException(
          Kind.NOT_REGISTERED,
          "application is not registered with this shuffle service: output=" + id);
    }
  }

  private static long position(
      MapOutputFile file, int firstPartition, int numPartitions, long offset, int sizeBytes) {
    boolean known =
        firstPartition >= 0
            && numPartitions > 0
            && numPartitions <= file.numPartitions() - firstPartition;
    long start = known ? file.offset(firstPartition) : 0;
    long available = known ? file.offset(firstPartition + numPartitions) - start : 0;
    if (offset < 0 || sizeBytes < 1 || offset > available - sizeBytes) {
      throw new ShuffleException(
          Kind.BAD_RANGE,
          "output has no such piece: output="
              + file.id()
              + " firstPartition="
              + firstPartition
              + " numPartitions="
              + numPartitions
              + " offset="
              + offset
              + " sizeBytes="
              + sizeBytes
              + " outputPartitions="
              + file.numPartitions()
              + " availableBytes="
              + available);
    }
    return start + offset;
  }

  /**
   * Removes what belongs to nobody: uncommitted files of processes that are gone, folders that
   * nobody registered.
   *
   * @return files removed
   */
  public synchronized int sweep() {
    int removed = folder.sweep(applications);
    sweptFiles.add(removed);
    return removed;
  }

  /** What it has done since it was opened, and what there is, by name. */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    counters.put("applications", (long) applications.size());
    counters.put("bytesServed", bytesServed.sum());
    counters.put("damagedOutputs", damagedOutputs.sum());
    counters.put("diskBytes", applications.stream().mapToLong(folder::usedBytes).sum());
    counters.put("journalBytes", journal.usedBytes());
    counters.put("openOutputs", (long) outputs.size());
    counters.put("refusals", refusals.sum());
    counters.put("regionsOpened", regionsOpened.sum());
    counters.put("sweptFiles", sweptFiles.sum());
    return counters;
  }

  /** Lets go of the folder; its files stay. Regions handed out work until they are released. */
  @Override
  public synchronized void close() {
    outputs.closeAll();
    journal.close();
    lock.close();
  }
}
