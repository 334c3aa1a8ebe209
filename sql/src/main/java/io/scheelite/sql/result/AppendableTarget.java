package io.scheelite.sql.result;

import java.io.IOException;
import java.io.Writer;
import java.nio.CharBuffer;

/**
 * Lets libraries that want a {@link Writer} write to any {@link Appendable}. Flushing and closing
 * the target is left to whoever made it.
 */
final class AppendableTarget extends Writer {
  private final Appendable target;

  AppendableTarget(Appendable target) {
    this.target = target;
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    target.append(CharBuffer.wrap(text, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    target.append(text, offset, offset + length);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
