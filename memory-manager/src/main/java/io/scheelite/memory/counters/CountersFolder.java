package io.scheelite.memory.counters;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the processes of a user keep their counters: one file per engine, {@code PID.counters},
 * {@code PID-2.counters} for the second engine of a process, and so on. The folder and its files
 * are the owner's alone. Files of dead processes stay for a day, the latest {@value #KEPT} of them.
 * Thread-safe, also across processes.
 */
public final class CountersFolder {
  /** Names the folder instead of the default. */
  public static final String VARIABLE = "SCHEELITE_COUNTERS_DIR";

  private static final Pattern NAME = Pattern.compile("(\\d{1,18})(-\\d{1,9})?\\.counters");
  private static final Duration KEPT_FOR = Duration.ofDays(1);
  private static final int KEPT = 32;
  private static final int MOST_ENGINES = 1000;
  private static final Set<PosixFilePermission> OWNER_READS_WRITES =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private final Path root;

  private CountersFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** The folder at a path, which need not be there yet. */
  public static CountersFolder at(Path root) {
    return new CountersFolder(root);
  }

  /**
   * The folder that {@value #VARIABLE} names, else {@code scheelite-USER} in the system's temporary
   * folder.
   */
  public static CountersFolder ofUser() {
    String named = System.getenv(VARIABLE);
    if (named != null && !named.isBlank()) {
      return at(Path.of(named));
    }
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    return at(Path.of(System.getProperty("java.io.tmpdir"), "scheelite-" + user));
  }

  /** The folder's path, absolute. */
  public Path root() {
    return root;
  }

  /**
   * Opens counters for an engine of this process. Where that does not work (the folder cannot be
   * written, or the JVM lacks a flag) it says so in one line of the log, and nothing is counted.
   * The caller closes it.
   */
  public CounterSink open() {
    try {
      return create();
    } catch (IOException | RuntimeException e) {
      logger().log(Level.INFO, () -> "no counters file is kept: folder=" + root + " reason=" + e);
    } catch (LinkageError e) {
      logger()
          .log(
              Level.INFO,
              "no counters file is kept, it needs --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");
    }
    return CounterSink.NONE;
  }

  private CountersFile create() throws IOException {
    makeFolder();
    sweep();
    ProcessIdentity self = ProcessIdentity.current();
    String command = System.getProperty("sun.java.command", "");
    FileAttribute<?>[] attributes = attributes(OWNER_READS_WRITES);
    for (int engine = 1; engine <= MOST_ENGINES; engine++) {
      Path path = file(self.pid(), engine);
      deleteIfOfAnother(path, self);
      try {
        return CountersFile.create(path, self, command, attributes);
      } catch (FileAlreadyExistsException e) {
        continue; // of another engine of this process
      }
    }
    throw new IOException("too many engines in one process: files=" + MOST_ENGINES);
  }

  private Path file(long pid, int engine) {
    return root.resolve(pid + (engine == 1 ? "" : "-" + engine) + ".counters");
  }

  /** The process that had this id before is gone. */
  private static void deleteIfOfAnother(Path path, ProcessIdentity self) throws IOException {
    if (Files.exists(path)) {
      try {
        if (!CountersSnapshot.identity(path).matches(self)) {
          Files.deleteIfExists(path);
        }
      } catch (CountersFormatException e) {
        logger().log(Level.DEBUG, "left alone, it may be unfinished: file={0}", path);
      } catch (NoSuchFileException e) {
        logger().log(Level.DEBUG, "gone in the meantime: file={0}", path);
      }
    }
  }

  /** The folder lies where everybody may write: one that somebody else made is not used. */
  private void makeFolder() throws IOException {
    if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = root.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(root, attributes(OWNER_ALONE));
      } catch (FileAlreadyExistsException e) {
        logger().log(Level.DEBUG, "made in the meantime: folder={0}", root);
      }
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(root, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return;
    }
    PosixFileAttributes found = view.readAttributes();
    if (!found.isDirectory()) {
      throw new NotDirectoryException(root.toString());
    }
    Set<PosixFilePermission> others = EnumSet.copyOf(found.permissions());
    others.removeAll(OWNER_ALONE);
    if (!others.isEmpty()) {
      view.setPermissions(OWNER_ALONE); // fails where the folder is somebody else's
    }
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return root.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /**
   * Deletes what a process left that was ended on purpose. Does nothing to one that runs.
   *
   * @param pid of the process; files of another process that had this id before go as well
   */
  public void forget(long pid) throws IOException {
    for (Path file : files()) {
      Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
      if (name.matches() && Long.parseLong(name.group(1)) == pid && !isOfLiving(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** All counters there, by process id; files that cannot be read are left out. */
  public List<CountersSnapshot> list() throws IOException {
    List<CountersSnapshot> all = new ArrayList<>();
    for (Path file : files()) {
      try {
        if (!CountersSnapshot.unfinished(file)) {
          all.add(CountersSnapshot.read(file));
        }
      } catch (IOException e) {
        logger().log(Level.DEBUG, () -> "not counted among the processes: " + e.getMessage());
      }
    }
    all.sort(
        Comparator.comparingLong(CountersSnapshot::pid)
            .thenComparingLong(CountersSnapshot::createdMillis));
    return all;
  }

  /**
   * The counters of a process, one for each of its engines; none if it has no file.
   *
   * @throws CountersFormatException if a file is damaged, or not of this version
   */
  public List<CountersSnapshot> find(long pid) throws IOException {
    List<CountersSnapshot> found = new ArrayList<>();
    for (Path file : files()) {
      Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
      if (name.matches()
          && Long.parseLong(name.group(1)) == pid
          && !CountersSnapshot.unfinished(file)) {
        found.add(CountersSnapshot.read(file));
      }
    }
    found.sort(Comparator.comparingLong(CountersSnapshot::createdMillis));
    return found;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(
            root, file -> NAME.matcher(String.valueOf(file.getFileName())).matches())) {
      all.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return files;
  }

  /** Deletes files of dead processes that are a day old, or that are too many. */
  private void sweep() throws IOException {
    List<Path> newestFirst = new ArrayList<>(files());
    newestFirst.sort(
        Comparator.comparingLong((Path file) -> file.toFile().lastModified()).reversed());
    long oldest = Instant.now().minus(KEPT_FOR).toEpochMilli();
    int kept = 0;
    for (Path file : newestFirst) {
      boolean candidate = kept >= KEPT || file.toFile().lastModified() < oldest;
      if (!candidate || !delete(file)) {
        kept++;
      }
    }
  }

  /** Whether it is gone; what cannot be deleted keeps nobody from counting. */
  private static boolean delete(Path file) {
    try {
      if (isOfLiving(file)) {
        return false;
      }
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      logger().log(Level.DEBUG, () -> "left alone: file=" + file + " reason=" + e);
      return false;
    }
  }

  private static boolean isOfLiving(Path file) throws IOException {
    try {
      return CountersSnapshot.identity(file).alive();
    } catch (CountersFormatException | NoSuchFileException e) {
      return false; // old, and nobody can read it
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "counters in %s", root);
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static System.Logger logger() {
    return System.getLogger(CountersFolder.class.getName());
  }
}
