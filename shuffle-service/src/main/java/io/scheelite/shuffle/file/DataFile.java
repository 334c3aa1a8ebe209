package io.scheelite.shuffle.file;

import io.scheelite.memory.HeapTransfer;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The data file of an output that is being written. It counts for nothing until an index names it;
 * the index is written under a name of its own and linked to its place, which succeeds for one
 * attempt alone. For one thread at a time.
 */
final class DataFile {
  private static final System.Logger LOG = System.getLogger(DataFile.class.getName());

  private final ShuffleFolder folder;
  private final MapOutputId id;
  private final DiskQuota quota;
  private final long write;
  private final Path path;
  private final FileChannel channel;
  private long sizeBytes;

  private DataFile(
      ShuffleFolder folder, MapOutputId id, long write, Path path, FileChannel channel) {
    this.folder = folder;
    this.id = id;
    this.quota = folder.quota(id.application());
    this.write = write;
    this.path = path;
    this.channel = channel;
  }

  static DataFile create(ShuffleFolder folder, MapOutputId id) {
    try {
      Path shuffle = folder.createShuffle(id);
      while (true) {
        long write = folder.nextNumber();
        long pid = ProcessHandle.current().pid();
        Path path = shuffle.resolve(OutputNames.data(id.map(), id.generation(), pid, write));
        try {
          FileChannel channel =
              folder.disk().open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          return new DataFile(folder, id, write, path, channel);
        } catch (FileAlreadyExistsException e) {
          continue; // another folder object of this process, or an orphan of an old one
        }
      }
    } catch (IOException e) {
      throw failure(folder, id, e);
    }
  }

  private static ShuffleException failure(ShuffleFolder folder, MapOutputId id, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new ShuffleException(
          Kind.NOT_REGISTERED,
          "application has no shuffle folder, it was not registered or is over: directory="
              + folder.root()
              + " output="
              + id,
          e);
    }
    return DiskFailure.write(folder.shuffle(id), id.toString(), e);
  }

  long write() {
    return write;
  }

  Path path() {
    return path;
  }

  /** Appended so far. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** Appends; deletes the file if that fails. */
  void append(ByteBuffer bytes) {
    try {
      quota.charge(bytes.remaining());
      sizeBytes += bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      delete();
      throw failure(folder, id, e);
    } catch (ShuffleException e) {
      delete();
      throw e;
    }
  }

  /** Makes this the output, or finds out which one is; this file is gone then. */
  MapOutput commit(MapOutputIndex index) {
    Path unfinished =
        path.resolveSibling(
            OutputNames.unfinishedIndex(id.map(), id.generation(), index.pid(), write));
    boolean committed = false;
    try {
      channel.close();
      writeIndex(unfinished, index);
      Files.createLink(folder.index(id), unfinished);
      committed = true;
      return index.output(id);
    } catch (FileAlreadyExistsException e) {
      LOG.log(Level.DEBUG, () -> "map output was committed before: output=" + id);
      return MapOutputFile.describe(folder, id);
    } catch (UnsupportedOperationException e) {
      throw new ShuffleException(
          Kind.UNUSABLE,
          "shuffle folder is on a file system without hard links, name another one: directory="
              + folder.root(),
          e);
    } catch (IOException e) {
      throw failure(folder, id, e);
    } finally {
      FileTree.deleteEntry(unfinished);
      if (!committed) {
        delete();
      }
    }
  }

  private void writeIndex(Path unfinished, MapOutputIndex index) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(index.encode(id));
    quota.charge(bytes.remaining());
    try (FileChannel out =
        folder.disk().open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      HeapTransfer.writeFully(out, bytes);
    }
  }

  /** Deletes the file. Idempotent. */
  void delete() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "map output does not close: file=" + path + " reason=" + e);
    }
    FileTree.deleteEntry(path);
  }
}
