package io.scheelite.spill;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One configured directory: the folder of this manager's own inside it, and what lies there.
 * Thread-safe.
 *
 * <p>The own folder is named after the process and holds a file that is locked as long as the
 * manager is open, by which others know that it is in use. It is made under another name and
 * renamed when the lock is held, so that nobody ever sees it unlocked.
 */
final class SpillDirectory {
  static final String PREFIX = "scheelite-spill-";
  static final String UNFINISHED_SUFFIX = ".new";
  static final String LOCK_FILE = "owner.lock";

  private final Path configuredPath;
  private final AtomicLong liveBytes = new AtomicLong();
  private final AtomicLong nextFile = new AtomicLong();
  private volatile boolean failed;
  private volatile boolean full;
  private @Nullable Path folder;
  private @Nullable FileChannel lock;
  private boolean closed;

  SpillDirectory(Path configuredPath) {
    this.configuredPath = configuredPath;
  }

  /** As the user named it. */
  Path configuredPath() {
    return configuredPath;
  }

  /** A name for a new file; makes the folder if this is the first one. */
  synchronized Path newFile() throws IOException {
    if (closed) {
      throw new IllegalStateException("spill manager is closed");
    }
    Path own = folder;
    if (own == null) {
      own = makeFolder();
      folder = own;
    }
    return own.resolve(nextFile.getAndIncrement() + ".spill");
  }

  private Path makeFolder() throws IOException {
    Files.createDirectories(configuredPath);
    String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Path unfinished = configuredPath.resolve(name + UNFINISHED_SUFFIX);
    Files.createDirectory(unfinished, ownerOnly());
    try {
      lock = lock(unfinished.resolve(LOCK_FILE));
      return Files.move(unfinished, configuredPath.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      remove(unfinished);
      throw e;
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
      throw new IOException("new file is locked by somebody else: file=" + file);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Whether it is of no use any more. */
  boolean hasFailed() {
    return failed;
  }

  /** Never chooses this directory again. */
  void fail(IOException reason) {
    failed = true;
    logger()
        .log(
            Level.WARNING,
            () -> "spill directory is dropped: directory=" + configuredPath + " reason=" + reason);
  }

  /** Whether a write found no space, and nothing was deleted here since. */
  boolean isFull() {
    return full;
  }

  void noteFull() {
    full = true;
  }

  /** Bytes of files here. */
  long liveBytes() {
    return liveBytes.get();
  }

  void added(long bytes) {
    liveBytes.addAndGet(bytes);
  }

  void deleted(long bytes) {
    liveBytes.addAndGet(-bytes);
    full = false;
  }

  /** Free space of the file system; {@code Long.MAX_VALUE} if it does not say. */
  long usableBytes() {
    try {
      return Files.getFileStore(configuredPath).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Removes the folder, empty by now. */
  synchronized void close() {
    closed = true;
    Path own = folder;
    folder = null;
    if (own != null) {
      remove(own);
    }
  }

  /** Removes a folder that holds nothing but its lock, and lets go of that. */
  private void remove(Path own) {
    try (FileChannel held = lock) {
      Files.deleteIfExists(own.resolve(LOCK_FILE));
      Files.deleteIfExists(own);
    } catch (IOException e) {
      logger()
          .log(Level.WARNING, () -> "spill folder is left behind: folder=" + own + " reason=" + e);
    }
    lock = null;
  }

  /** Looked up where it is used: the first look-up in a process searches the whole class path. */
  private static System.Logger logger() {
    return System.getLogger(SpillDirectory.class.getName());
  }
}
