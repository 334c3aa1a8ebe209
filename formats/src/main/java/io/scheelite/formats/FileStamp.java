package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * By what a file is known to be the same as before.
 *
 * @param location absolute path of a local file, or the URL of another
 * @param sizeBytes its size
 * @param version another one if its content is: of a local file when it was last written, in
 *     nanoseconds since 1970, as exactly as the file system knows; elsewhere an entity tag or the
 *     like
 */
public record FileStamp(String location, long sizeBytes, String version) {
  /** Of a file as it is now. */
  public static FileStamp of(Path file) {
    Path absolute = file.toAbsolutePath();
    try {
      BasicFileAttributes attributes = Files.readAttributes(absolute, BasicFileAttributes.class);
      return new FileStamp(
          absolute.toString(),
          attributes.size(),
          Long.toString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS)));
    } catch (IOException e) {
      throw FileSite.of(file).failed("reading", e);
    }
  }

  /** The path of a local file. */
  public Path file() {
    return Path.of(location);
  }

  /**
   * Looks at the local file again.
   *
   * @throws FormatException if it is not the same any more
   */
  public void verify() {
    verify(of(file()));
  }

  /**
   * Compares with what is known now.
   *
   * @throws FormatException if it is not the same any more
   */
  public void verify(FileStamp now) {
    if (!now.equals(this)) {
      throw FileSite.of(location)
          .error(
              ErrorCode.IO_ERROR,
              "file has changed since the table was opened, open it again: expectedBytes="
                  + sizeBytes
                  + " foundBytes="
                  + now.sizeBytes);
    }
  }

  /** Without what messages must not have. */
  @Override
  public String toString() {
    return UrlText.shown(location) + " (" + sizeBytes + " bytes, version " + version + ")";
  }

  /** Whether files are gone, others, or not what they were. */
  public static boolean anyChanged(List<FileStamp> stamps, List<Path> files) {
    try {
      return !files.stream().map(FileStamp::of).toList().equals(stamps);
    } catch (FormatException gone) {
      return true;
    }
  }

  /** Writes stamps, for other processes. */
  public static void write(DataOutput output, List<FileStamp> stamps) throws IOException {
    output.writeInt(stamps.size());
    for (FileStamp stamp : stamps) {
      output.writeUTF(stamp.location);
      output.writeLong(stamp.sizeBytes);
      output.writeUTF(stamp.version);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it is something else
   */
  public static List<FileStamp> read(DataInput input) throws IOException {
    int count = input.readInt();
    List<FileStamp> stamps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stamps.add(new FileStamp(input.readUTF(), input.readLong(), input.readUTF()));
    }
    return stamps;
  }
}
