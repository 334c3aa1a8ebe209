package io.scheelite.formats.csv;

import io.scheelite.formats.text.ByteSearch;
import io.scheelite.formats.text.ByteWindow;
import io.scheelite.memory.NativeMemory;
import java.util.function.LongSupplier;

/**
 * Where the records of a large file's parts begin. Whether a line end divides records depends on
 * all quotes before it, so each part is passed over once, by the first reader that needs to know
 * where the part behind it begins: as fast as memory where there are no quotes. Thread-safe.
 */
final class RecordStarts {
  private final CsvDialect dialect;
  private final char delimiter;
  private final long partBytes;
  private final long[] starts;
  private int known;

  /** For a file of so many parts, of which only the last may have fewer than {@code partBytes}. */
  RecordStarts(CsvDialect dialect, char delimiter, int numParts, long partBytes) {
    this.dialect = dialect;
    this.delimiter = delimiter;
    this.partBytes = partBytes;
    this.starts = new long[numParts];
  }

  /**
   * The offset of the first record that begins in a part or behind it.
   *
   * @param part from 0
   * @param window of the file; afterwards it is somewhere in it
   * @param first finds where the file's first record behind its line of names begins
   */
  synchronized long of(int part, ByteWindow window, LongSupplier first) {
    if (known == 0) {
      starts[0] = first.getAsLong();
    }
    while (known < part) {
      long target = (known + 1) * partBytes;
      long from = starts[known];
      starts[known + 1] = from >= target ? from : new Walk(window, from).to(target);
      known++;
    }
    return starts[part];
  }

  int numParts() {
    return starts.length;
  }

  /** Passes over records as {@link CsvTokenizer} divides them. */
  private final class Walk {
    private final ByteWindow window;
    private final byte quote = (byte) dialect.quote();
    private final byte escape = (byte) dialect.escape();
    private final long quotes = ByteSearch.pattern(quote);
    private final long escapes = ByteSearch.pattern(escape);
    private boolean quoted;
    private boolean afterQuote; // within quotes: the next byte says whether it closed
    private boolean afterEscape;
    private byte previous = '\n';

    Walk(ByteWindow window, long from) {
      this.window = window;
      window.seek(from);
    }

    /** The first record start at or behind a target; the file's end if there is none. */
    long to(long target) {
      while (window.more()) {
        long address = window.address();
        int end = window.filled();
        long wanted = Math.max(0, target - 1 - window.offset());
        int passed = pass(address, 0, (int) Math.min(end, wanted));
        for (int at = passed; at < end; at++) {
          byte next = NativeMemory.getByte(address + at);
          if (previous == '\r' && !quoted && window.offset() + at >= target) {
            return window.offset() + at + (next == '\n' ? 1 : 0);
          }
          take(next);
          if (next == '\n' && !quoted) {
            return window.offset() + at + 1;
          }
          previous = next;
        }
        window.dropBefore(end);
      }
      return window.offset() + window.filled();
    }

    /** Passes over bytes before the target; returns the position behind them. */
    private int pass(long address, int from, int to) {
      int at = from;
      while (at < to) {
        if (!afterQuote && !afterEscape) {
          int found =
              quoted
                  ? ByteSearch.findEither(address, at, to, quotes, escapes)
                  : quote == 0 ? to : ByteSearch.find(address, at, to, quotes);
          if (found > at) {
            previous = NativeMemory.getByte(address + found - 1);
            at = found;
            continue;
          }
        }
        byte next = NativeMemory.getByte(address + at);
        take(next);
        previous = next;
        at++;
      }
      return at;
    }

    private void take(byte next) {
      if (afterEscape) {
        afterEscape = false;
        return;
      }
      if (afterQuote) {
        afterQuote = false;
        if (next == quote && escape == quote) {
          return;
        }
        quoted = false;
      }
      if (quoted) {
        afterQuote = next == quote;
        afterEscape = next == escape && next != quote;
      } else if (next == quote && quote != 0) {
        quoted = previous == delimiter || previous == '\n' || previous == '\r';
      }
    }
  }
}
