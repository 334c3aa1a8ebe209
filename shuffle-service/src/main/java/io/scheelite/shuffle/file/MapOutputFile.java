package io.scheelite.shuffle.file;

import static io.scheelite.shuffle.file.MapOutputLayout.HEADER_BYTES;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.memory.HeapTransfer;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.ShuffleException.Kind;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A committed output, open for reading: costs a descriptor, and 8 bytes of heap per partition.
 * Index and header were checked; blocks are checked by whoever decodes them. Thread-safe; whoever
 * opened it closes it.
 */
public final class MapOutputFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MapOutputFile.class.getName());

  private final MapOutputId id;
  private final Path path;
  private final FileChannel channel;
  private final long[] offsets;

  private MapOutputFile(MapOutputId id, Path path, FileChannel channel, long[] offsets) {
    this.id = id;
    this.path = path;
    this.channel = channel;
    this.offsets = offsets;
  }

  /**
   * Opens an output.
   *
   * @throws ShuffleException NO_SUCH_OUTPUT if it was not committed or was deleted
   * @throws CorruptDataException if index or data file are not what was written
   */
  public static MapOutputFile open(ShuffleFolder folder, MapOutputId id) {
    MapOutputIndex index = readIndex(folder.index(id), id, folder.disk());
    Path path = folder.data(id, index);
    FileChannel channel = openToRead(path, id, folder.disk());
    try {
      MapOutputFile file = new MapOutputFile(id, path, channel, index.offsets());
      file.requireIntact();
      file.requireHeader(index.write());
      return file;
    } catch (IOException e) {
      closeQuietly(channel, path);
      throw DiskFailure.read(path, id.toString(), e);
    } catch (CorruptDataException | ShuffleException e) {
      closeQuietly(channel, path);
      throw e;
    }
  }

  /** What a committed output holds, from its index alone. */
  public static MapOutput describe(ShuffleFolder folder, MapOutputId id) {
    return readIndex(folder.index(id), id, folder.disk()).output(id);
  }

  /** Where a committed output lies: its data file, then its index. */
  public static List<Path> paths(ShuffleFolder folder, MapOutputId id) {
    Path index = folder.index(id);
    return List.of(folder.data(id, readIndex(index, id, folder.disk())), index);
  }

  static MapOutputIndex readIndex(Path path, MapOutputId id, ShuffleDisk disk) {
    try (FileChannel channel = openToRead(path, id, disk)) {
      long size = channel.size();
      if (size > MapOutputLayout.indexBytes(MapOutputLayout.MAX_PARTITIONS)) {
        throw new CorruptDataException(
            "size of the index",
            path.toString(),
            0,
            "at most " + MapOutputLayout.indexBytes(MapOutputLayout.MAX_PARTITIONS),
            Long.toString(size));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      readFully(channel, bytes, path);
      return MapOutputIndex.decode(bytes.array(), id, path.toString());
    } catch (IOException e) {
      throw DiskFailure.read(path, id.toString(), e);
    }
  }

  private static FileChannel openToRead(Path path, MapOutputId id, ShuffleDisk disk) {
    try {
      return disk.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new ShuffleException(
          Kind.NO_SUCH_OUTPUT, "map output is not there: output=" + id + " file=" + path, e);
    } catch (IOException e) {
      throw DiskFailure.read(path, id.toString(), e);
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer bytes, Path path)
      throws IOException {
    while (bytes.hasRemaining()) {
      if (HeapTransfer.read(channel, bytes, bytes.position()) < 0) {
        throw new CorruptDataException(
            "length of a part",
            path.toString(),
            0,
            bytes.limit() + " bytes",
            bytes.position() + " bytes");
      }
    }
  }

  private void requireHeader(long write) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
    readFully(channel, header, path);
    requireEqual(header, MapOutputLayout.HEADER_MAGIC_OFFSET, MapOutputLayout.DATA_MAGIC);
    requireEqual(header, MapOutputLayout.HEADER_VERSION_OFFSET, MapOutputLayout.VERSION);
    requireEqual(header, MapOutputLayout.HEADER_WRITE_OFFSET, write);
    requireEqual(header, MapOutputLayout.HEADER_OUTPUT_OFFSET, MapOutputLayout.seed(id));
  }

  private void requireEqual(ByteBuffer header, int offset, long expected) {
    long found = header.getLong(offset);
    if (found != expected) {
      throw new CorruptDataException(
          "header of a map output",
          path.toString(),
          offset,
          Long.toHexString(expected),
          Long.toHexString(found));
    }
  }

  /**
   * Asks the disk whether the file is there and as long as it was: one that was deleted is lost,
   * even while an open descriptor still reaches its bytes.
   */
  public void requireIntact() {
    long found;
    try {
      found = Files.size(path);
    } catch (NoSuchFileException e) {
      throw new ShuffleException(
          Kind.NO_SUCH_OUTPUT, "map output was deleted: output=" + id + " file=" + path, e);
    } catch (IOException e) {
      throw DiskFailure.read(path, id.toString(), e);
    }
    long expected = offsets[offsets.length - 1];
    if (found != expected) {
      throw new CorruptDataException(
          "length of a map output",
          path.toString(),
          Math.min(found, expected),
          expected + " bytes",
          found + " bytes");
    }
  }

  public MapOutputId id() {
    return id;
  }

  public Path path() {
    return path;
  }

  /** To read from, at positions. */
  public FileChannel channel() {
    return channel;
  }

  public int numPartitions() {
    return offsets.length - 1;
  }

  /** Where a partition begins in the file. */
  public long offset(int partition) {
    return offsets[partition];
  }

  /** Stored bytes of a partition. */
  public long sizeBytes(int partition) {
    return offsets[partition + 1] - offsets[partition];
  }

  @Override
  public void close() {
    closeQuietly(channel, path);
  }

  private static void closeQuietly(FileChannel channel, Path path) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "map output does not close: file=" + path + " reason=" + e);
    }
  }
}
