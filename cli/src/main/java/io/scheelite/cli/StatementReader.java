package io.scheelite.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into statements: each ends with a semicolon outside of quotes and comments, or with
 * the text. Nothing is read beyond that semicolon, so that whoever writes statement by statement
 * gets each answer at once. Where a quote or comment is never closed, statements end at semicolons
 * that end a line, so that one mistake does not swallow all that follows.
 */
final class StatementReader {
  /** Where the reader is in the text. */
  private enum State {
    PLAIN,
    STRING,
    NAME,
    DOLLARS,
    LINE_COMMENT,
    BLOCK_COMMENT
  }

  private static final Pattern END_OF_LINE = Pattern.compile(";[ \\t\\r]*\\n");

  /** What opens a text between dollar signs, at the end of what was read. */
  private static final Pattern DOLLARS =
      Pattern.compile("(?<![\\p{L}\\p{N}_$])\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*+)?+\\$\\z");

  private Reader text;
  private final StringBuilder statement = new StringBuilder();
  private State state = State.PLAIN;
  private boolean hasContent;
  private int previous;
  private int comments; // that are open, one in another
  private String dollars = "";
  private int textStart; // behind the dollars that open it

  /** Reads from {@code text}, which stays the caller's. */
  StatementReader(Reader text) {
    this.text = text;
  }

  /** The next statement without its semicolon; null at the end. */
  @Nullable String next() throws IOException {
    begin();
    for (int c = text.read(); c >= 0; c = text.read()) {
      if (c == ';' && state == State.PLAIN) {
        if (hasContent) {
          return statement.toString().strip();
        }
        begin();
      } else {
        take((char) c);
      }
    }
    boolean unclosed = state != State.PLAIN && state != State.LINE_COMMENT;
    Matcher end = END_OF_LINE.matcher(statement);
    if (unclosed && end.find()) {
      text = new StringReader(statement.substring(end.end()));
      return statement.substring(0, end.start()).strip();
    }
    return hasContent || unclosed ? statement.toString().strip() : null;
  }

  private void begin() {
    statement.setLength(0);
    state = State.PLAIN;
    hasContent = false;
    previous = 0;
  }

  private void take(char c) {
    statement.append(c);
    switch (state) {
      case PLAIN -> takePlain(c);
      case STRING -> state = c == '\'' ? State.PLAIN : State.STRING; // a doubled one begins again
      case NAME -> state = c == '"' ? State.PLAIN : State.NAME;
      case DOLLARS -> {
        int close = statement.length() - dollars.length();
        boolean ends = c == '$' && close >= textStart && statement.indexOf(dollars, close) == close;
        state = ends ? State.PLAIN : State.DOLLARS;
      }
      case LINE_COMMENT -> state = c == '\n' ? State.PLAIN : State.LINE_COMMENT;
      case BLOCK_COMMENT -> {
        boolean begins = previous == '/' && c == '*';
        boolean ends = previous == '*' && c == '/';
        comments += begins ? 1 : ends ? -1 : 0;
        state = comments == 0 ? State.PLAIN : State.BLOCK_COMMENT;
        previous = begins || ends ? 0 : c;
        return;
      }
    }
    previous = c;
  }

  private void takePlain(char c) {
    if (previous == '-' && c == '-') {
      state = State.LINE_COMMENT;
      return;
    }
    if (previous == '/' && c == '*') {
      state = State.BLOCK_COMMENT;
      comments = 1;
      return;
    }
    if (c == '$') {
      openDollars();
    }
    if (c == '\'') {
      state = State.STRING;
    } else if (c == '"') {
      state = State.NAME;
    }
    hasContent |= isContent(c);
  }

  private void openDollars() {
    int first = statement.lastIndexOf("$", statement.length() - 2);
    Matcher open = DOLLARS.matcher(statement).useTransparentBounds(true);
    if (first >= 0 && open.region(first, statement.length()).lookingAt()) {
      state = State.DOLLARS;
      dollars = open.group();
      textStart = statement.length();
    }
  }

  /** Whether there is more than blanks and what may begin a comment. */
  private boolean isContent(char c) {
    boolean mayBegin = c == '-' || c == '/';
    boolean begins = (previous == '-' || previous == '/') && !hasContent;
    return begins || (!mayBegin && !Character.isWhitespace(c));
  }
}
