package io.scheelite.formats.input;

import io.scheelite.formats.FileGlob;
import io.scheelite.formats.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file of this machine's file systems.
 *
 * @param path as it was named
 */
public record LocalFile(Path path) implements InputFile {
  /** The file itself, all files of that ending below a folder, or those that a glob matches. */
  public static List<InputFile> expand(List<Path> paths, String ending) {
    return FileGlob.expand(paths, ending).stream().<InputFile>map(LocalFile::new).toList();
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public FileStamp stamp() {
    return FileStamp.of(path);
  }

  @Override
  public InputChannel open(FileStamp expected) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      expected.verify(stamp());
      return new Channel(channel);
    } catch (RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean isShared() {
    return true;
  }

  private record Channel(FileChannel file) implements InputChannel {
    // the JDK keeps a direct buffer as large as the largest read into a heap buffer
    private static final int MOST_HEAP_BYTES = 64 << 10;

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      if (into.isDirect() || into.remaining() <= MOST_HEAP_BYTES) {
        return file.read(into, position);
      }
      int limit = into.limit();
      into.limit(into.position() + MOST_HEAP_BYTES);
      try {
        return file.read(into, position);
      } finally {
        into.limit(limit);
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
