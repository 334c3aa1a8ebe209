package io.scheelite.formats.parquet.encoding;

import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;

/** Texts of UUIDs, whose 16 bytes another decoder yields: 36 characters in lower case. */
public final class UuidDecoder implements ValueDecoder {
  /** Bytes of a stored UUID. */
  public static final int STORED_BYTES = 16;

  /** Bytes of its text. */
  public static final int TEXT_BYTES = 36;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final ValueDecoder bytes;
  private final boolean views;
  private final long raw;
  private final long texts;

  /**
   * Over the bytes of UUIDs.
   *
   * @param views whether {@code bytes} yields views of them
   * @param raw room for what it decodes
   * @param texts room for the texts of all that one call decodes
   */
  public UuidDecoder(ValueDecoder bytes, boolean views, long raw, long texts) {
    this.bytes = bytes;
    this.views = views;
    this.raw = raw;
    this.texts = texts;
  }

  @Override
  public int decodable(int wanted) {
    return bytes.decodable(wanted);
  }

  @Override
  public long decode(int count, long target) {
    long stored = bytes.decode(count, raw);
    for (int i = 0; i < count; i++) {
      long at = stored + (long) i * STORED_BYTES; // as many as a view has
      if (views && Views.length(at) != STORED_BYTES) {
        throw new MalformedPageException("UUID has another length: bytes=" + Views.length(at));
      }
      long text = texts + (long) i * TEXT_BYTES;
      writeText(views ? Views.bytesAddress(at) : at, text);
      Views.write(target + (long) i * Views.SIZE_BYTES, text, TEXT_BYTES);
    }
    return target;
  }

  /** Groups of 4, 2, 2, 2 and 6 bytes. */
  private static void writeText(long uuid, long text) {
    long to = text;
    for (int i = 0; i < STORED_BYTES; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        NativeMemory.putByte(to++, (byte) '-');
      }
      int value = NativeMemory.getByte(uuid + i);
      NativeMemory.putByte(to++, DIGITS[value >> 4 & 0xF]);
      NativeMemory.putByte(to++, DIGITS[value & 0xF]);
    }
  }

  @Override
  public void skip(int count, long scratch) {
    bytes.skip(count, raw);
  }
}
