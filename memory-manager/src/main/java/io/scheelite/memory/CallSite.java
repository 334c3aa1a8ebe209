package io.scheelite.memory;

import java.util.Set;

/** Writes down who allocates: slow, for debug modes. */
final class CallSite {
  private static final int FRAMES = 12;
  private static final Set<String> SKIPPED =
      Set.of(
          CallSite.class.getName(),
          Allocations.class.getName(),
          Guards.class.getName(),
          MemoryConsumer.class.getName());

  private CallSite() {}

  /** The stack of the caller, a frame a line. */
  static String current() {
    StringBuilder text = new StringBuilder();
    StackWalker.getInstance()
        .walk(
            frames -> {
              frames
                  .filter(frame -> !SKIPPED.contains(frame.getClassName()))
                  .limit(FRAMES)
                  .forEach(frame -> text.append("\n    at ").append(frame));
              return null;
            });
    return text.toString();
  }
}
