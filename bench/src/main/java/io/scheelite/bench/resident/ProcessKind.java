package io.scheelite.bench.resident;

import java.util.Locale;

/** What a process does besides running operators. */
public enum ProcessKind {
  /** Plans SQL text. */
  SQL(320),
  /** Embeds the engine and builds its queries as data frames. */
  FRAMES(150),
  /** Runs tasks of a cluster. */
  EXECUTOR(150);

  private final long baseMebibytes;

  ProcessKind(long baseMebibytes) {
    this.baseMebibytes = baseMebibytes;
  }

  /** Most resident memory that we allow it beside its limit and a tenth of it. */
  long baseBytes() {
    return baseMebibytes << 20;
  }

  /** As users spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
