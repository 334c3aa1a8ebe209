package io.scheelite.cli;

import io.scheelite.columnar.arrow.ArrowMemory;
import io.scheelite.sql.ArrowResult;
import io.scheelite.sql.Engine;
import io.scheelite.sql.QueryResult;
import io.scheelite.sql.result.ResultFormat;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;

/**
 * Standard output as results are written to it. A reader that has gone away ends the query that
 * runs, by {@link ClosedException}, instead of letting it go on for nobody.
 */
final class ResultOutput implements Appendable {
  /** How a result is written. */
  enum Format {
    /** Aligned columns, for people. */
    TABLE,
    /** Comma-separated values with a header. */
    CSV,
    /** One object per line. */
    JSON,
    /** An Arrow IPC stream per result. */
    ARROW
  }

  /** Nobody reads standard output any more. */
  static final class ClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    ClosedException() {
      super("nobody reads standard output");
    }

    /** Whether a failure comes from this. */
    static boolean isCauseOf(Throwable failure) {
      for (Throwable at = failure; at != null; at = at.getCause()) {
        if (at instanceof ClosedException) {
          return true;
        }
      }
      return false;
    }
  }

  private static final int CHARS_BETWEEN_CHECKS = 1 << 14;

  private final PrintWriter text;
  private final Format format;
  private int unchecked;

  /** Writes to {@code text}, which stays the caller's; Arrow to the process's standard output. */
  ResultOutput(PrintWriter text, Format format) {
    this.text = text;
    this.format = format;
  }

  /** Writes all rows of a result. */
  void write(QueryResult rows, Engine engine) throws IOException {
    switch (format) {
      case TABLE -> rows.write(ResultFormat.TABLE, this);
      case CSV -> rows.write(ResultFormat.CSV, this);
      case JSON -> rows.write(ResultFormat.JSON, this);
      case ARROW -> writeArrow(rows, engine);
    }
    check();
  }

  private void writeArrow(QueryResult rows, Engine engine) throws IOException {
    text.flush();
    OutputStream bytes = new FileOutputStream(FileDescriptor.out); // reports what System.out hides
    try (ArrowMemory memory = engine.arrowMemory("standard output");
        ArrowResult arrow = rows.toArrow(memory.allocator())) {
      arrow.writeTo(Channels.newChannel(bytes));
    }
  }

  private void check() throws IOException {
    unchecked = 0;
    if (text.checkError()) {
      throw new ClosedException();
    }
  }

  private Appendable appended(int numChars) throws IOException {
    unchecked += numChars;
    if (unchecked >= CHARS_BETWEEN_CHECKS) {
      check();
    }
    return this;
  }

  @Override
  public Appendable append(CharSequence chars) throws IOException {
    text.append(chars);
    return appended(chars.length());
  }

  @Override
  public Appendable append(CharSequence chars, int start, int end) throws IOException {
    text.append(chars, start, end);
    return appended(end - start);
  }

  @Override
  public Appendable append(char c) throws IOException {
    text.append(c);
    return appended(1);
  }
}
