package io.scheelite.cli;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into statements: each ends with a semicolon at the end of a line, or with the text.
 */
final class StatementReader {
  private final BufferedReader lines;

  /** Reads from {@code lines}, which stay the caller's. */
  StatementReader(BufferedReader lines) {
    this.lines = lines;
  }

  /** The next statement without its semicolon; null at the end. */
  @Nullable String next() throws IOException {
    StringBuilder statement = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String stripped = line.stripTrailing();
      boolean ends = stripped.endsWith(";");
      statement.append(ends ? stripped.substring(0, stripped.length() - 1) : line).append('\n');
      if (ends && !statement.toString().isBlank()) {
        return statement.toString().strip();
      }
    }
    return statement.toString().isBlank() ? null : statement.toString().strip();
  }
}
