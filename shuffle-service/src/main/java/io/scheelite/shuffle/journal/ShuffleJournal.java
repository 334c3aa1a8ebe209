package io.scheelite.shuffle.journal;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Remembers registrations through the death of the process. Every change is in the file when its
 * call returns; a full file gives way to a new one that holds the state alone. Whatever is in the
 * file when it is opened: the state is that after some number of its records, from the first one
 * on. Thread-safe; one process has it open at a time, which its caller sees to.
 */
public final class ShuffleJournal implements AutoCloseable {
  /** Size of a new journal: room for some thousand records. */
  public static final int DEFAULT_BYTES = 256 << 10;

  private static final int MAX_BYTES = 1 << 30;
  private static final String UNFINISHED_SUFFIX = ".new";
  private static final System.Logger LOG = System.getLogger(ShuffleJournal.class.getName());

  private final Path path;
  private final int leastBytes;
  private final JournalState state = new JournalState();
  private final @Nullable String damage;
  private @Nullable JournalFile file;

  private ShuffleJournal(Path path, int leastBytes, @Nullable JournalScan found)
      throws IOException {
    this.path = path;
    this.leastBytes = leastBytes;
    this.damage = found == null ? null : found.damage();
    if (found != null) {
      found.records().forEach(state::apply);
    }
    if (found != null && damage == null) {
      file = JournalFile.map(path, found);
    } else {
      warnOfDamage();
      file = newFile(found == null ? 1 : found.number() + 1, state.records());
    }
  }

  /**
   * Opens the journal of this name, or makes it.
   *
   * @param leastBytes size of a new file; larger if the state needs it
   * @throws ShuffleException if the file cannot be read, written or mapped
   */
  public static ShuffleJournal open(Path path, int leastBytes) {
    try {
      return new ShuffleJournal(path, leastBytes, scan(path));
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  private static @Nullable JournalScan scan(Path path) throws IOException {
    try {
      long size = Files.size(path);
      if (size > MAX_BYTES) {
        throw new ShuffleException(
            Kind.UNUSABLE,
            "file is no journal of a shuffle service, remove it: file=" + path + " bytes=" + size);
      }
      return JournalScan.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static ShuffleException failed(Path path, IOException cause) {
    return new ShuffleException(
        Kind.IO_FAILED,
        "journal of the shuffle service cannot be used, check the disk: file="
            + path
            + " reason="
            + cause,
        cause);
  }

  private void warnOfDamage() {
    if (damage != null) {
      LOG.log(
          Level.WARNING,
          () ->
              "journal of the shuffle service is damaged, what is before the damage is used: file="
                  + path
                  + " damage="
                  + damage
                  + " applications="
                  + state.applications());
    }
  }

  /** What was wrong with the file when it was opened; null = nothing. */
  public @Nullable String damage() {
    return damage;
  }

  /** Applications that are registered. */
  public synchronized Set<String> applications() {
    return state.applications();
  }

  /** Executors of an application, those of no name left out. */
  public synchronized Set<String> executors(String application) {
    return state.executors(application);
  }

  /** Bytes of the file in use. */
  public synchronized long usedBytes() {
    return file == null ? 0 : file.end();
  }

  /**
   * Remembers an executor of an application; an empty name = nobody in particular.
   *
   * @return whether it was not known before
   */
  public synchronized boolean register(String application, String executor) {
    return append(new JournalRecord.Registered(application, executor));
  }

  /** Forgets an application. */
  public synchronized void remove(String application) {
    append(new JournalRecord.Removed(application));
  }

  private boolean append(JournalRecord record) {
    JournalFile open = file;
    if (open == null) {
      throw new IllegalStateException("journal is closed: file=" + path);
    }
    if (state.has(record)) {
      return false;
    }
    if (record.content().length > JournalLayout.MAX_CONTENT_BYTES) {
      throw new IllegalArgumentException("names are too long for the journal: record=" + record);
    }
    if (!open.append(record)) {
      startAnew(open, record);
    }
    state.apply(record);
    return true;
  }

  /** The file is full: one takes its place that holds the state with this record, and has room. */
  private void startAnew(JournalFile full, JournalRecord record) {
    JournalState next = new JournalState();
    state.records().forEach(next::apply);
    next.apply(record);
    try {
      file = newFile(full.number() + 1, next.records());
    } catch (IOException e) {
      throw failed(path, e);
    }
    full.close();
  }

  /** Writes records to a new file, which then has the journal's name at once. */
  private JournalFile newFile(long number, List<JournalRecord> records) throws IOException {
    long needed = 0;
    for (JournalRecord record : records) {
      needed += JournalLayout.recordBytes(record.content().length);
    }
    int sizeBytes = (int) Math.min(MAX_BYTES, leastBytes + 2 * needed);
    Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED_SUFFIX);
    JournalFile made = JournalFile.create(unfinished, number, sizeBytes);
    records.forEach(made::append);
    try {
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      return made;
    } catch (IOException e) {
      made.close();
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    JournalFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
