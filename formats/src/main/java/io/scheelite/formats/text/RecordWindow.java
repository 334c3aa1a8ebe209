package io.scheelite.formats.text;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.memory.ErrorCode;

/**
 * The records of a file, one after another, as they lie in a window of native memory. Used by one
 * thread, which closes it.
 */
public final class RecordWindow implements AutoCloseable {
  /** Finds the end of a record. */
  public interface Divider {
    /**
     * Looks at the record that begins at {@code from}.
     *
     * @param limit where the bytes in memory end
     * @param last whether the file ends there
     * @return false if the record's end is not there: read on, and look once more
     */
    boolean divide(long window, int from, int limit, boolean last);

    /** Where the record that was found ends, and the next one begins. */
    int next();

    /** Whether what was found is no record, such as a comment. */
    boolean isLeftOut();
  }

  /** What {@link #next} found. */
  public enum Found {
    /** A record. */
    RECORD,
    /** That there is none. */
    END,
    /** That there is no room to read on, unless records before may be forgotten. */
    NO_ROOM
  }

  private static final int LONGEST_LINE_END = 2;

  /** So many bytes are moved rather than read on behind. */
  private static final int CHEAP_MOVE_BYTES = 64 << 10;

  private final FoundFile file;
  private final ByteWindow window;
  private final Divider divider;
  private final int longest;
  private final String tooLong;
  private long end = Long.MAX_VALUE;
  private int record;
  private int position;

  /**
   * Opens a file.
   *
   * @param address memory of {@link #sizeBytes}
   * @param longest bytes of a record
   * @param tooLong the error where one has more
   */
  public RecordWindow(FoundFile file, long address, Divider divider, int longest, String tooLong) {
    this.file = file;
    this.divider = divider;
    this.longest = longest;
    this.tooLong = tooLong;
    this.window = new ByteWindow(file, address, capacity(longest));
  }

  private static int capacity(int longest) {
    return longest + LONGEST_LINE_END + 1 + ByteWindow.READ_BYTES;
  }

  /** What to allocate where records may have so many bytes. */
  public static long sizeBytes(int longest) {
    return ByteWindow.sizeBytes(capacity(longest));
  }

  /** The bytes in memory. */
  public ByteWindow bytes() {
    return window;
  }

  /** Where the record at hand begins in memory. */
  public int record() {
    return record;
  }

  /** Where the record behind it begins in memory. */
  public int position() {
    return position;
  }

  /** Where the record at hand begins in the file. */
  public long recordOffset() {
    return window.offset() + record;
  }

  /** Goes to the file's beginning, behind a mark of UTF-8. */
  public void begin() {
    position = window.markBytes();
  }

  /** Goes to where a record begins, in a file that is not packed. */
  public void seek(long start) {
    position = 0;
    window.seek(start);
  }

  /** Reads the records that begin before an offset. */
  public void endAt(long offset) {
    end = offset;
  }

  /**
   * Passes over what a divider of its own finds.
   *
   * @return the offset behind it
   */
  public long skip(Divider other) {
    while (!other.divide(window.address(), position, window.filled(), window.isAtEnd())) {
      if (!window.hasRoom()) {
        window.dropBefore(window.filled() - 1); // the second byte of a line end may be missing
        position = 0;
      }
      boolean _ = window.more();
    }
    position = other.next();
    return window.offset() + position;
  }

  /** Forgets all records so far, whose bytes may go. */
  public void release() {
    if (window.filled() - position <= CHEAP_MOVE_BYTES || !window.hasRoom()) {
      window.dropBefore(position);
      position = 0;
    }
  }

  /**
   * Goes to the next record.
   *
   * @param keep whether the bytes of records before must stay where they are
   */
  public Found next(boolean keep) {
    while (window.offset() + position < end) {
      if (position < window.filled()
          && divider.divide(window.address(), position, window.filled(), window.isAtEnd())) {
        record = position;
        position = divider.next();
        if (divider.isLeftOut()) {
          continue;
        }
        requireRoom(position - record);
        return Found.RECORD;
      }
      if (window.isAtEnd() && position == window.filled()) {
        return Found.END;
      }
      if (window.filled() - position > longest + LONGEST_LINE_END) {
        record = position;
        requireRoom(window.filled() - position);
      }
      if (!window.hasRoom()) {
        if (keep) {
          return Found.NO_ROOM;
        }
        window.dropBefore(position);
        position = 0;
      }
      boolean _ = window.more();
    }
    return Found.END;
  }

  private void requireRoom(int size) {
    if (size > longest + LONGEST_LINE_END) {
      throw failed(ErrorCode.INVALID_DATA, tooLong + " mostBytes=" + longest);
    }
  }

  /** An error in the record at hand. */
  public FormatException failed(ErrorCode code, String what) {
    return new FormatException(
        code, what + " file=" + file.name() + " " + ByteWindow.placeOf(file, recordOffset()));
  }

  @Override
  public void close() {
    window.close();
  }
}
