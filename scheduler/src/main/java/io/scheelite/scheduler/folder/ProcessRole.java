package io.scheelite.scheduler.folder;

import java.util.Locale;

/** What a process of a cluster does; parents come before their children. */
public enum ProcessRole {
  MASTER,
  WORKER,
  SHUFFLE,
  EXECUTOR;

  /** In lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
