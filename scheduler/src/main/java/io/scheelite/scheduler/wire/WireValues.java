package io.scheelite.scheduler.wire;

import java.util.List;

/** Checks single values that came from another process. */
public final class WireValues {
  private WireValues() {}

  /** A number of type {@code uint32} that is to be an {@code int}. */
  public static int number(int value, String what) {
    if (value < 0) {
      throw WireException.malformed(
          "number out of range: " + what + "=" + Integer.toUnsignedString(value));
    }
    return value;
  }

  /** Numbers of type {@code uint32} that are to be {@code int}s. */
  public static List<Integer> numbers(List<Integer> values, String what) {
    values.forEach(value -> number(value, what));
    return values;
  }

  /** The constant of that name. */
  public static <E extends Enum<E>> E constant(Class<E> type, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw WireException.malformed("unknown " + type.getSimpleName() + ": name=" + name);
  }

  /** An error unless that is so. */
  public static void require(boolean condition, String what) {
    if (!condition) {
      throw WireException.malformed(what);
    }
  }
}
