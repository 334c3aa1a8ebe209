package io.scheelite.formats;

import io.scheelite.memory.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What another process needs to open a table of files.
 *
 * <pre>
 *  int setting | UTF description | int number of files | per file: UTF path, long size, long time
 * </pre>
 *
 * @param setting a positive number for the format's own use
 * @param description what the table is called in messages
 * @param files in the order of the table
 */
public record EncodedTable(int setting, String description, List<FileStamp> files) {
  private static final int MAX_DESCRIPTION_CHARS = 4096;

  /** Copies the list and cuts a description that is too long to be read by anybody. */
  public EncodedTable {
    if (description.length() > MAX_DESCRIPTION_CHARS) {
      description = description.substring(0, MAX_DESCRIPTION_CHARS) + " …";
    }
    files = List.copyOf(files);
  }

  /** As bytes. */
  public byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      output.writeInt(setting);
      output.writeUTF(description);
      FileStamp.write(output, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reverses {@link #encoded}.
   *
   * @throws FormatException if these bytes are no table
   */
  public static EncodedTable decode(byte[] encoded) {
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(encoded))) {
      EncodedTable table =
          new EncodedTable(input.readInt(), input.readUTF(), FileStamp.read(input));
      if (table.files.isEmpty() || table.setting < 1 || input.available() > 0) {
        throw new IOException("files=" + table.files.size() + " rest=" + input.available());
      }
      return table;
    } catch (IOException | IllegalArgumentException e) {
      throw new FormatException(
          ErrorCode.CORRUPT_DATA,
          "description of a table makes no sense: bytes=" + encoded.length,
          e);
    }
  }

  /**
   * Makes sure that all files are the same as when the table was opened.
   *
   * @throws FormatException that names the first one that is not
   */
  public void verify() {
    files.forEach(FileStamp::verify);
  }

  /** Paths of all files. */
  public Path[] paths() {
    return files.stream().map(FileStamp::file).toArray(Path[]::new);
  }
}
