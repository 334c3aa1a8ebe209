package io.scheelite.shuffle.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One change of what the service knows. */
public sealed interface JournalRecord {
  /** An executor of an application writes outputs here; an empty name = nobody in particular. */
  record Registered(String application, String executor) implements JournalRecord {}

  /** The application is over. */
  record Removed(String application) implements JournalRecord {}

  /** The number that stands for this sort of record. */
  default int kind() {
    return switch (this) {
      case Registered registered -> JournalLayout.KIND_REGISTERED;
      case Removed removed -> JournalLayout.KIND_REMOVED;
    };
  }

  /** Its strings, one after the other. */
  default byte[] content() {
    return switch (this) {
      case Registered(String application, String executor) -> strings(application, executor);
      case Removed(String application) -> strings(application);
    };
  }

  private static byte[] strings(String... strings) {
    byte[][] encoded = new byte[strings.length][];
    int size = 0;
    for (int i = 0; i < strings.length; i++) {
      encoded[i] = strings[i].getBytes(StandardCharsets.UTF_8);
      size += Integer.BYTES + encoded[i].length;
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    for (byte[] bytes : encoded) {
      out.putInt(bytes.length).put(bytes);
    }
    return out.array();
  }

  /** The record of this kind and content; null if there is none. */
  static @Nullable JournalRecord of(int kind, ByteBuffer content) {
    try {
      JournalRecord record =
          switch (kind) {
            case JournalLayout.KIND_REGISTERED -> new Registered(string(content), string(content));
            case JournalLayout.KIND_REMOVED -> new Removed(string(content));
            default -> null;
          };
      return content.hasRemaining() ? null : record;
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static String string(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
