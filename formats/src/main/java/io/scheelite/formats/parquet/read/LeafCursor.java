package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the values of a leaf, nulls included, one by one: they are decoded some at a time.
 */
final class LeafCursor {
  private static final int END = -1;

  private final ColumnReader reader;
  private final int windowRows;
  private @Nullable ColumnVector window;
  private int at;
  private int count;
  private boolean ended;

  LeafCursor(ColumnReader reader, int windowRows) {
    this.reader = reader;
    this.windowRows = windowRows;
  }

  ColumnReader reader() {
    return reader;
  }

  /** The repetition level of the value at hand; -1 behind the last one. */
  int repetition() {
    return at < count || fill() ? NativeMemory.getInt(reader.repetitionLevels() + 4L * at) : END;
  }

  /** Its definition level. */
  int definition() {
    if (at == count && !fill()) {
      throw contradiction();
    }
    return NativeMemory.getInt(reader.definitionLevels() + 4L * at);
  }

  /** Packs the value, or a null, with its mark. */
  void pack(NestedWriter writer) {
    ColumnVector values = window;
    if (values == null) {
      throw contradiction();
    }
    NestedSlots.pack(writer, values, at);
  }

  /**
   * Packs the value at hand and those that follow it in the same list, of whose elements this is
   * the only leaf.
   *
   * @param repetition level of elements but the first
   * @param smallest definition level that an element has, null or not
   */
  void packElements(NestedWriter writer, int repetition, int smallest) {
    do {
      int end = at;
      int least = Integer.MAX_VALUE;
      do {
        least = Math.min(least, NativeMemory.getInt(reader.definitionLevels() + 4L * end));
        end++;
      } while (end < count
          && NativeMemory.getInt(reader.repetitionLevels() + 4L * end) == repetition);
      ColumnVector values = window;
      if (values == null || least < smallest) {
        throw contradiction();
      }
      NestedSlots.pack(writer, values, at, end, least == reader.column().levels().definition());
      at = end;
    } while (repetition() == repetition);
    if (repetition() > repetition) {
      throw contradiction();
    }
  }

  /** Goes on to the next value. */
  void advance() {
    at++;
  }

  /** Passes over the values of a row. */
  void skipRow() {
    if (repetition() != 0) {
      throw contradiction();
    }
    do {
      advance();
    } while (repetition() > 0);
  }

  private boolean fill() {
    ColumnVector values = nextWindow();
    at = 0;
    count = values == null ? 0 : values.numRows();
    return values != null;
  }

  /**
   * Decodes the next values, with nulls, and their levels, whatever is left of those before; null
   * at the end.
   */
  @Nullable ColumnVector nextWindow() {
    try {
      if (ended || !reader.hasNext()) {
        ended = true;
        window = null;
      } else {
        window = reader.read(reader.batchRows(Math.min(windowRows, reader.rowsLeft())));
      }
      return window;
    } catch (MalformedPageException e) {
      throw reader.corrupt(e);
    }
  }

  /** The levels of the leaf do not fit together, or not with those of others. */
  FormatException contradiction() {
    return reader.corrupt(
        new MalformedPageException("levels of a nested column contradict each other"));
  }
}
