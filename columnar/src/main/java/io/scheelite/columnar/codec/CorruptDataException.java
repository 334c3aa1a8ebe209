package io.scheelite.columnar.codec;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;

/** Stored bytes are not what was written. Names the file, the place, and what differs. */
public final class CorruptDataException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * @param what what was looked at, such as {@code checksum of a block}
   * @param file path of the file
   * @param offset where in the file that lies, in bytes
   */
  public CorruptDataException(
      String what, String file, long offset, String expected, String found) {
    super(
        ErrorCode.CORRUPT_DATA,
        "stored data is damaged: "
            + what
            + " file="
            + file
            + " offset="
            + offset
            + " expected="
            + expected
            + " found="
            + found);
    this.file = file;
    this.offset = offset;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }
}
