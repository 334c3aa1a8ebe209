package io.scheelite.scheduler.folder;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster on this machine keeps what its processes share.
 *
 * <pre>
 * secret               shared secret, readable by the owner alone
 * processes/ID         one file per process: role, pid, start time, address
 * logs/ID.log          what the process wrote to standard output and error, lately
 * logs/ID.log.old      the same, before that
 * shuffle/WORKER       map outputs and the journal of that worker's shuffle service
 * spill/EXECUTOR       spill files of that executor
 * faults/…             which faults on demand have fired
 * lock                 held by who starts the cluster
 * </pre>
 *
 * <p>The folder is the owner's alone (mode 0700). Thread-safe, also across processes.
 */
public final class ClusterFolder {
  private static final List<String> PARTS =
      List.of("secret", "secret.new", "lock", "processes", "logs", "shuffle", "spill", "faults");
  private static final String OWNER_ALONE = "rwx------";
  private static final String UNFINISHED = ".new";
  private static final String LOG = ".log";
  private static final int KEPT_LOGS = 32;

  private final Path root;

  private ClusterFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** The folder at a path, which need not be there yet. */
  public static ClusterFolder at(Path root) {
    return new ClusterFolder(root);
  }

  /**
   * The folder that {@code SCHEELITE_CLUSTER_DIR} names, else the one below the user's folder of
   * states ({@code XDG_STATE_HOME} or {@code ~/.local/state}).
   */
  public static ClusterFolder ofUser() {
    Path named = environmentPath("SCHEELITE_CLUSTER_DIR");
    if (named != null) {
      return at(named);
    }
    Path xdg = environmentPath("XDG_STATE_HOME");
    Path states = xdg != null ? xdg : Path.of(System.getProperty("user.home"), ".local", "state");
    return at(states.resolve("scheelite").resolve("cluster"));
  }

  private static @Nullable Path environmentPath(String variable) {
    String value = System.getenv(variable);
    return value == null || value.isBlank() ? null : Path.of(value);
  }

  /** The folder's path, absolute. */
  public Path root() {
    return root;
  }

  /** Holds the shared secret. */
  public Path secretFile() {
    return root.resolve("secret");
  }

  /** Where logs are. */
  public Path logFolder() {
    return root.resolve("logs");
  }

  /** What a process writes to standard output and error. */
  public Path logFile(String processId) {
    return logFolder().resolve(processId + LOG);
  }

  /** Deletes logs of processes that have ended, but for those written to last. */
  public void dropOldLogs() throws IOException {
    Set<Path> running =
        processes().stream().map(entry -> logFile(entry.id())).collect(Collectors.toSet());
    List<Path> ended = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(logFolder(), "*" + LOG)) {
      for (Path file : files) {
        if (!running.contains(file)) {
          ended.add(file);
        }
      }
    }
    if (ended.size() <= KEPT_LOGS) {
      return;
    }
    ended.sort(Comparator.comparingLong(file -> file.toFile().lastModified()));
    for (Path file : ended.subList(0, ended.size() - KEPT_LOGS)) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + LogBound.OLD));
    }
  }

  /** Map outputs and journal of a worker's shuffle service. */
  public Path shuffleFolder(String workerId) {
    return root.resolve("shuffle").resolve(workerId);
  }

  /** Spill files of an executor. */
  public Path spillFolder(String executorId) {
    return root.resolve("spill").resolve(executorId);
  }

  /** Spill files of applications that name no folder of their own. */
  public Path applicationSpillFolder() {
    return spillFolder("applications");
  }

  /** Locked by who starts the cluster. */
  public Path lockFile() {
    return root.resolve("lock");
  }

  private Path processFolder() {
    return root.resolve("processes");
  }

  /** Whether a cluster was made there, running or not: not every folder with a secret is one. */
  public boolean isThere() {
    return Files.isDirectory(processFolder());
  }

  /** All that a cluster may leave in its folder: nothing else there is ours to delete. */
  public List<Path> parts() {
    return PARTS.stream().map(root::resolve).toList();
  }

  /**
   * Makes the folder and those for logs and processes; what a cluster left there stays.
   *
   * @throws FileAlreadyExistsException if the folder holds what is not a cluster's
   */
  public void create() throws IOException {
    Files.createDirectories(root);
    requireOurs();
    if (supportsPosix()) {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(OWNER_ALONE));
    }
    Files.createDirectories(logFolder());
    Files.createDirectories(processFolder());
  }

  private void requireOurs() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            root, file -> !PARTS.contains(String.valueOf(file.getFileName())))) {
      for (Path stranger : files) {
        throw new FileAlreadyExistsException(
            stranger.toString(), null, "a cluster needs a folder of its own");
      }
    }
  }

  private boolean supportsPosix() throws IOException {
    FileStore store = Files.getFileStore(root);
    return store.supportsFileAttributeView(PosixFileAttributeView.class);
  }

  /** Enters the process that runs this; a former one of that id is forgotten. */
  public ProcessEntry enter(ProcessRole role, String id) throws IOException {
    return write(ProcessEntry.current(role, id, ""));
  }

  /**
   * Says that the process that runs this listens and is registered with the master.
   *
   * @param address {@code HOST:PORT}
   */
  public ProcessEntry ready(ProcessRole role, String id, String address) throws IOException {
    return write(ProcessEntry.current(role, id, address));
  }

  /** Forgets a process that has ended, unless another one has entered itself in its place. */
  public void leave(String id, long pid) throws IOException {
    Path file = processFolder().resolve(id);
    if (read(file).filter(entry -> entry.pid() != pid).isEmpty()) {
      Files.deleteIfExists(file);
    }
  }

  private ProcessEntry write(ProcessEntry entry) throws IOException {
    Path unfinished = processFolder().resolve(entry.id() + "-" + entry.pid() + UNFINISHED);
    try (Writer writer = Files.newBufferedWriter(unfinished)) {
      entry.toProperties().store(writer, null);
    }
    Files.move(unfinished, processFolder().resolve(entry.id()), StandardCopyOption.ATOMIC_MOVE);
    return entry;
  }

  /** All processes that entered themselves, dead or alive, parents first. */
  public List<ProcessEntry> processes() throws IOException {
    List<ProcessEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(processFolder())) {
      for (Path file : files) {
        if (!file.toString().endsWith(UNFINISHED)) {
          read(file).ifPresent(entries::add);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(ProcessEntry::role).thenComparing(ProcessEntry::id));
    return entries;
  }

  /** The master, if it has entered itself and runs. */
  public Optional<ProcessEntry> runningMaster() throws IOException {
    return processes().stream()
        .filter(entry -> entry.role() == ProcessRole.MASTER && entry.alive())
        .findFirst();
  }

  /** Empty if the file went away or is none of ours. */
  private static Optional<ProcessEntry> read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      Properties properties = new Properties();
      properties.load(reader);
      return Optional.of(ProcessEntry.of(properties));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
