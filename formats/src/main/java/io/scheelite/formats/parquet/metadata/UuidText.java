package io.scheelite.formats.parquet.metadata;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * UUIDs as files store them, and the texts that columns of them hold. Both have one order: that of
 * the bytes without signs is that of lower-case digits.
 */
public final class UuidText {
  /** Of each text. */
  static final int CHARACTERS = 36;

  private static final int STORED_BYTES = 16;

  private UuidText() {}

  /** The text of stored bytes; null if they are cut. */
  static @Nullable String of(byte[] stored) {
    if (stored.length != STORED_BYTES) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  /** The bytes that are stored for a text; null if it is none that a column holds. */
  public static byte @Nullable [] stored(String text) {
    try {
      UUID value = UUID.fromString(text);
      return value.toString().equals(text)
          ? ByteBuffer.allocate(STORED_BYTES)
              .putLong(value.getMostSignificantBits())
              .putLong(value.getLeastSignificantBits())
              .array()
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
