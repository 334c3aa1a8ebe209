package io.scheelite.shuffle.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a connection is for. A server gives each lane threads of its own, so that small requests are
 * answered although data saturates the disk.
 */
public enum Lane {
  /** Small messages that must not wait: registration, status, the scheduler's messages. */
  CONTROL,
  /** Bodies of data. */
  DATA;

  byte code() {
    return switch (this) {
      case CONTROL -> 0;
      case DATA -> 1;
    };
  }

  /** The lane of a code; null = none. */
  static @Nullable Lane of(int code) {
    return switch (code) {
      case 0 -> CONTROL;
      case 1 -> DATA;
      default -> null;
    };
  }
}
