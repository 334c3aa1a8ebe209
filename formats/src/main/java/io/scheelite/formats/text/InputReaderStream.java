package io.scheelite.formats.text;

import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputReader;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The bytes of an input from front to back. Leaves the input open; used by one thread. */
final class InputReaderStream extends InputStream {
  private final FoundFile file;
  private final InputReader input;
  private long position;

  InputReaderStream(FoundFile file, InputReader input) {
    this.file = file;
    this.input = input;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) {
    if (length == 0) {
      return 0;
    }
    if (file.isFar() && position >= file.sizeBytes()) {
      return -1; // without asking
    }
    int count = input.readSome(ByteBuffer.wrap(target, from, length), position);
    position += Math.max(0, count);
    return count;
  }
}
