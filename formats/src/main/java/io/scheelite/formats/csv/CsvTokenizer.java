package io.scheelite.formats.csv;

import io.scheelite.formats.text.ByteSearch;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.memory.NativeMemory;
import java.util.Arrays;

/**
 * Divides a record in native memory into fields. A field that begins with a quote goes on to the
 * quote that closes it; quotes elsewhere are nothing special. A record ends at a line feed, a
 * return, or both. Used by one thread.
 */
final class CsvTokenizer implements RecordWindow.Divider {
  /** How the text of a field is written. */
  static final byte PLAIN = 0;

  static final byte QUOTED = 1;
  static final byte ESCAPED = 2;

  /** What is wrong with a record. */
  enum Problem {
    NONE,
    TEXT_AFTER_QUOTE,
    OPEN_QUOTE
  }

  private final byte delimiter;
  private final byte quote;
  private final byte escape;
  private final byte comment;
  private final boolean quotes;
  private final long delimiters;
  private final long quotePattern;
  private final long escapePattern;
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private byte[] kinds = new byte[16];
  private int numFields;
  private int next;
  private boolean isComment;
  private Problem problem = Problem.NONE;
  private int problemField;

  private static final long FEEDS = ByteSearch.pattern((byte) '\n');
  private static final long RETURNS = ByteSearch.pattern((byte) '\r');

  /** For a dialect whose delimiter is known. */
  CsvTokenizer(CsvDialect dialect, char delimiter) {
    this.delimiter = (byte) delimiter;
    this.quote = (byte) dialect.quote();
    this.escape = (byte) dialect.escape();
    this.comment = (byte) dialect.comment();
    this.quotes = dialect.quote() != 0;
    this.delimiters = ByteSearch.pattern(this.delimiter);
    this.quotePattern = ByteSearch.pattern(quote);
    this.escapePattern = ByteSearch.pattern(escape);
  }

  /** Fields of the record; an empty line has one, which is empty. */
  int numFields() {
    return numFields;
  }

  int start(int field) {
    return starts[field];
  }

  int length(int field) {
    return ends[field] - starts[field];
  }

  byte kind(int field) {
    return kinds[field];
  }

  @Override
  public int next() {
    return next;
  }

  Problem problem() {
    return problem;
  }

  /** Position, from 0, of the field with the problem. */
  int problemField() {
    return problemField;
  }

  /** Whether the record is a line without anything. */
  boolean isEmpty() {
    return numFields == 1 && ends[0] == starts[0] && kinds[0] == PLAIN;
  }

  @Override
  public boolean isLeftOut() {
    return isComment;
  }

  /** Finds lines, whatever is in them. */
  RecordWindow.Divider lines() {
    return new RecordWindow.Divider() {
      @Override
      public boolean divide(long window, int from, int limit, boolean last) {
        return skipLine(window, from, limit, last);
      }

      @Override
      public int next() {
        return next;
      }

      @Override
      public boolean isLeftOut() {
        return true;
      }
    };
  }

  private boolean skipLine(long window, int from, int limit, boolean last) {
    int end = ByteSearch.findEither(window, from, limit, FEEDS, RETURNS);
    return end == limit ? endOfFile(limit, last) : endOfLine(window, end, limit, last);
  }

  private boolean endOfFile(int limit, boolean last) {
    next = limit;
    return last;
  }

  /** Sets where the record behind a line end begins; false if that is not known yet. */
  private boolean endOfLine(long window, int end, int limit, boolean last) {
    next = end + 1;
    if (NativeMemory.getByte(window + end) == '\r') {
      if (next == limit) {
        return last;
      }
      next += NativeMemory.getByte(window + next) == '\n' ? 1 : 0;
    }
    return true;
  }

  @Override
  public boolean divide(long window, int from, int limit, boolean last) {
    isComment = comment != 0 && from < limit && NativeMemory.getByte(window + from) == comment;
    return isComment
        ? skipLine(window, from, limit, last)
        : divideRecord(window, from, limit, last);
  }

  private boolean divideRecord(long window, int from, int limit, boolean last) {
    numFields = 0;
    problem = Problem.NONE;
    int start = from;
    int base = from;
    long mask = base < limit ? ends(window + base) : 0;
    while (true) {
      if (quotes && start < limit && NativeMemory.getByte(window + start) == quote) {
        base = quoted(window, start, limit, last);
        if (base < 0) {
          return false;
        }
        if (base == limit) {
          return endOfFile(limit, last);
        }
        mask = ends(window + base);
      } else {
        add(start, PLAIN);
      }
      while (mask == 0) {
        base += Long.BYTES;
        if (base >= limit) {
          break;
        }
        mask = ends(window + base);
      }
      int end = mask == 0 ? limit : base + ByteSearch.first(mask);
      if (kinds[numFields - 1] == PLAIN) {
        ends[numFields - 1] = Math.min(end, limit);
      } else if (end > closed) {
        trailing(window, Math.min(end, limit));
      }
      if (end >= limit) {
        return endOfFile(limit, last);
      }
      if (NativeMemory.getByte(window + end) != delimiter) {
        return endOfLine(window, end, limit, last);
      }
      mask &= mask - 1;
      start = end + 1;
    }
  }

  private int closed; // position behind the quote that closed the last field

  private long ends(long address) {
    long word = NativeMemory.getLong(address);
    return ByteSearch.matches(word, delimiters)
        | ByteSearch.matches(word, FEEDS)
        | ByteSearch.matches(word, RETURNS);
  }

  private void add(int start, byte kind) {
    if (numFields == starts.length) {
      starts = Arrays.copyOf(starts, 2 * numFields);
      ends = Arrays.copyOf(ends, 2 * numFields);
      kinds = Arrays.copyOf(kinds, 2 * numFields);
    }
    starts[numFields] = start;
    kinds[numFields++] = kind;
  }

  /** Adds a quoted field; the position behind its closing quote, or −1 if that is not there. */
  private int quoted(long window, int start, int limit, boolean last) {
    add(start + 1, QUOTED);
    int at = start + 1;
    while (true) {
      at = ByteSearch.findEither(window, at, limit, quotePattern, escapePattern);
      if (at + 1 >= limit && !last) {
        return -1;
      }
      if (at >= limit) {
        fail(Problem.OPEN_QUOTE);
        ends[numFields - 1] = limit;
        closed = limit;
        return limit;
      }
      boolean doubled = escape == quote && at + 1 < limit;
      if (doubled && NativeMemory.getByte(window + at + 1) == quote) {
        kinds[numFields - 1] = ESCAPED;
        at += 2;
      } else if (NativeMemory.getByte(window + at) == quote) {
        ends[numFields - 1] = at;
        closed = at + 1;
        return closed;
      } else {
        kinds[numFields - 1] = ESCAPED;
        at = Math.min(limit, at + 2);
      }
    }
  }

  /** Blanks behind a closing quote do not matter, anything else does. */
  private void trailing(long window, int end) {
    for (int i = closed; i < end; i++) {
      if (NativeMemory.getByte(window + i) != ' ') {
        fail(Problem.TEXT_AFTER_QUOTE);
        return;
      }
    }
  }

  private void fail(Problem found) {
    if (problem == Problem.NONE) {
      problem = found;
      problemField = numFields - 1;
    }
  }

  /**
   * Takes the escapes out of a field, in place, so that the record must not be divided again.
   *
   * @return its length without them
   */
  int unescape(long window, int field) {
    int to = starts[field];
    for (int from = to; from < ends[field]; from++, to++) {
      byte next = NativeMemory.getByte(window + from);
      if (next == escape && from + 1 < ends[field]) {
        from++;
        next = NativeMemory.getByte(window + from);
      }
      NativeMemory.putByte(window + to, next);
    }
    kinds[field] = QUOTED;
    ends[field] = to;
    return to - starts[field];
  }
}
