package io.scheelite.shuffle.file;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Where the map outputs of a machine lie: {@code ROOT/APPLICATION/SHUFFLE/}. The service makes and
 * removes the folders of applications; the processes that write outputs only write into them, so
 * that what was removed does not come back. Folders belong to their owner alone (mode 0700) and
 * carry a mark: what is not marked is nobody's business here and is left alone. Thread-safe.
 */
public final class ShuffleFolder {
  static final String MARK = ".scheelite-shuffle";
  static final String REMOVED_PREFIX = ".removed-";

  private final Path root;
  private final long quotaBytes;
  private final ShuffleDisk disk;
  private final Map<String, DiskQuota> quotas = new ConcurrentHashMap<>();
  private final AtomicLong nextNumber = new AtomicLong();

  /**
   * @param root need not exist yet
   * @param quotaBytes for each application; {@code Long.MAX_VALUE} = unlimited
   */
  public ShuffleFolder(Path root, long quotaBytes, ShuffleDisk disk) {
    if (quotaBytes < 1) {
      throw new IllegalArgumentException("quota is not positive: quotaBytes=" + quotaBytes);
    }
    this.root = root.toAbsolutePath().normalize();
    this.quotaBytes = quotaBytes;
    this.disk = disk;
  }

  /** Without quota, on the disks of this machine. */
  public static ShuffleFolder at(Path root) {
    return new ShuffleFolder(root, Long.MAX_VALUE, ShuffleDisk.SYSTEM);
  }

  public Path root() {
    return root;
  }

  ShuffleDisk disk() {
    return disk;
  }

  /** Makes the folder of an application, unless it is there. For the service. */
  public void createApplication(String application) {
    Path folder = application(application);
    try {
      Files.createDirectories(root);
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, ownerOnly());
      }
      if (!isMarked(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          if (files.findAny().isPresent()) {
            throw new ShuffleException(
                Kind.UNUSABLE,
                "shuffle folder holds files of somebody else, name another one: folder=" + folder);
          }
        }
        Files.createFile(folder.resolve(MARK));
      }
    } catch (IOException e) {
      throw DiskFailure.write(root, application, e);
    }
  }

  /** Whether the application has a folder: it was made and not removed. */
  public boolean hasApplication(String application) {
    return isMarked(application(application));
  }

  /** The applications that have a folder. */
  public List<String> applications() {
    List<String> names = new ArrayList<>();
    for (Path folder : FileTree.list(root)) {
      if (isMarked(folder) && !isRemoved(folder)) {
        names.add(folder.getFileName().toString());
      }
    }
    return names;
  }

  /**
   * Removes all outputs of an application. It first goes to another name, so that nobody writes to
   * it any more.
   *
   * @return files removed; those that could not be are left to {@link #sweep}
   */
  public int deleteApplication(String application) {
    quotas.remove(application);
    Path folder = application(application);
    if (!isMarked(folder)) {
      return 0;
    }
    try {
      return FileTree.delete(
          Files.move(folder, removedName(application), StandardCopyOption.ATOMIC_MOVE));
    } catch (IOException e) {
      throw DiskFailure.write(root, application, e);
    }
  }

  /**
   * Removes the outputs of exchanges.
   *
   * @param firstShuffle the lowest number
   * @param numShuffles how many numbers from there on
   * @return files removed; those that could not be go with the application
   */
  public int deleteShuffles(String application, int firstShuffle, int numShuffles) {
    int removed = 0;
    for (Path shuffle : FileTree.list(application(application))) {
      int number = OutputNames.shuffle(shuffle.getFileName().toString());
      if (number >= firstShuffle && number - firstShuffle < numShuffles) {
        removed += FileTree.delete(shuffle);
      }
    }
    return removed;
  }

  private Path removedName(String application) {
    long pid = ProcessHandle.current().pid();
    while (true) {
      Path name =
          root.resolve(
              REMOVED_PREFIX + application + "-" + pid + "-" + nextNumber.getAndIncrement());
      if (Files.notExists(name)) {
        return name;
      }
    }
  }

  /**
   * Removes what nobody will ask for: folders of applications that are not known, what is left of
   * those removed before, and data files that were not committed by processes that are gone.
   *
   * @return files removed
   */
  public int sweep(Set<String> known) {
    int removed = 0;
    for (Path folder : FileTree.list(root)) {
      String name = folder.getFileName().toString();
      if (!isMarked(folder)) {
        if (isRemoved(folder)) {
          removed += FileTree.delete(folder);
        }
      } else if (isRemoved(folder)) {
        removed += FileTree.delete(folder);
      } else if (!known.contains(name)) {
        removed += deleteApplication(name);
      } else {
        removed += UncommittedFiles.sweep(folder, name);
      }
    }
    return removed;
  }

  /**
   * Removes data files of an application that were not committed by processes that are gone.
   *
   * @return files removed
   */
  public int sweepUncommitted(String application) {
    return UncommittedFiles.sweep(application(application), application);
  }

  /** What the files of an application take, in bytes: looks at each of them. */
  public long usedBytes(String application) {
    return FileTree.sizeBytes(application(application));
  }

  /** Drops what this process knows of an application, for who does not delete its files. */
  public void forget(String application) {
    quotas.remove(application);
  }

  DiskQuota quota(String application) {
    Path folder = application(application);
    return quotas.computeIfAbsent(
        application,
        name -> new DiskQuota(name, folder, quotaBytes, () -> FileTree.sizeBytes(folder)));
  }

  /** A number for a new data file of this process. */
  long nextNumber() {
    return nextNumber.getAndIncrement();
  }

  /** Makes the folder of a shuffle, in the folder of its application, which must be there. */
  Path createShuffle(MapOutputId id) throws IOException {
    Path shuffle = shuffle(id);
    try {
      Files.createDirectory(shuffle, ownerOnly());
    } catch (FileAlreadyExistsException e) {
      return shuffle; // by an earlier output
    }
    return shuffle;
  }

  private Path application(String application) {
    return root.resolve(MapOutputId.requireApplication(application));
  }

  Path shuffle(MapOutputId id) {
    return root.resolve(id.application()).resolve(Integer.toString(id.shuffle()));
  }

  Path index(MapOutputId id) {
    return shuffle(id).resolve(OutputNames.index(id.map(), id.generation()));
  }

  Path data(MapOutputId id, MapOutputIndex index) {
    return shuffle(id)
        .resolve(OutputNames.data(id.map(), id.generation(), index.pid(), index.write()));
  }

  private static boolean isMarked(Path folder) {
    return Files.isRegularFile(folder.resolve(MARK), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isRemoved(Path folder) {
    return folder.getFileName().toString().startsWith(REMOVED_PREFIX);
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }
}
