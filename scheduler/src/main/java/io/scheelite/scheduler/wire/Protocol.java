package io.scheelite.scheduler.wire;

/** The version of what processes say to each other; all processes of a cluster have the same. */
public final class Protocol {
  /** Raised by every change that an older process would not understand. */
  public static final int VERSION = 1;

  private Protocol() {}

  /**
   * Refuses bytes of another version.
   *
   * @throws WireException that names both versions
   */
  public static void requireVersion(int found) {
    if (found != VERSION) {
      throw WireException.otherVersion(found);
    }
  }
}
