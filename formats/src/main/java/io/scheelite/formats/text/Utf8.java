package io.scheelite.formats.text;

import io.scheelite.memory.NativeMemory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells whether bytes are UTF-8. Stateless. */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether so many bytes are. */
  public static boolean isValid(long address, int length) {
    long high = 0;
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      high |= NativeMemory.getLong(address + i);
    }
    for (; i < length; i++) {
      high |= NativeMemory.getByte(address + i);
    }
    return (high & HIGH_BITS) == 0 || isDecodable(address, length);
  }

  private static boolean isDecodable(long address, int length) {
    byte[] bytes = new byte[length];
    NativeMemory.copyToArray(address, bytes, 0, length);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
