package io.scheelite.formats.input;

import io.scheelite.formats.FileStamp;
import java.io.IOException;

/**
 * A file, or anything else whose bytes can be read at any place: the extension point for sources of
 * the host. Thread-safe.
 *
 * <p>An input of bytes in memory, of which {@code ParquetTable.open(List.of(input))} makes a table:
 *
 * <pre>{@code
 * record BytesInput(String location, ByteBuffer bytes) implements InputFile {
 *   public FileStamp stamp() {
 *     return new FileStamp(location, bytes.limit(), "1");
 *   }
 *
 *   public InputChannel open(FileStamp expected) {
 *     return (into, position) -> {
 *       int size = (int) Math.min(into.remaining(), bytes.limit() - position);
 *       if (size <= 0) {
 *         return -1;
 *       }
 *       into.put(bytes.slice((int) position, size));
 *       return size;
 *     };
 *   }
 * }
 * }</pre>
 *
 * <p>Failures are {@link IOException}s; {@link java.nio.file.NoSuchFileException} and {@link
 * java.nio.file.AccessDeniedException} mean what they do for files. Readers add the location and
 * the offset.
 */
public interface InputFile {
  /** What it is called in messages, and found by in other processes: a path or a URL. */
  String location();

  /** Looks at it: how large it is now, and in which version. Cheap. */
  FileStamp stamp() throws IOException;

  /**
   * Opens it for reading.
   *
   * @param expected how it was before
   * @throws ChangedInputException if it is another one now; channels that notice a change only
   *     later throw it when they read
   */
  InputChannel open(FileStamp expected) throws IOException;

  /** What a read costs. */
  default ReadCost readCost() {
    return ReadCost.LOCAL;
  }

  /** Whether another process of a cluster finds it by its location, with the same providers. */
  default boolean isShared() {
    return false;
  }
}
