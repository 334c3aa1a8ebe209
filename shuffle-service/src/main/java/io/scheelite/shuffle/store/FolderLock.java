package io.scheelite.shuffle.store;

import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a folder to one store. The system lets go of it when the process dies. */
final class FolderLock implements AutoCloseable {
  static final String FILE = "service.lock";

  private static final System.Logger LOG = System.getLogger(FolderLock.class.getName());

  private final Path path;
  private final FileChannel channel;

  private FolderLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static FolderLock take(Path root) {
    Path path = root.resolve(FILE);
    try {
      Files.createDirectories(root);
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel)) {
        return new FolderLock(path, channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new ShuffleException(
          Kind.UNUSABLE,
          "shuffle folder cannot be used, name one that can be written to: folder="
              + root
              + " reason="
              + e,
          e);
    }
    throw new ShuffleException(
        Kind.UNUSABLE,
        "shuffle folder belongs to another shuffle service that runs: folder=" + root);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another store of this process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "lock does not close: file=" + path + " reason=" + e);
    }
  }
}
