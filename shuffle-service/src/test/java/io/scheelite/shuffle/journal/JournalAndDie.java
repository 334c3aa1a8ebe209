package io.scheelite.shuffle.journal;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** A process that is gone right after it registered something. */
final class JournalAndDie {
  static final int EXIT_CODE = 78;
  private static final int APPLICATIONS = 300;

  private JournalAndDie() {}

  static Set<String> expected() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < APPLICATIONS; i++) {
      if (i % 3 != 0) {
        names.add("app-" + i);
      }
    }
    return names;
  }

  public static void main(String[] args) {
    ShuffleJournal journal = ShuffleJournal.open(Path.of(args[0]), 4096);
    for (int i = 0; i < APPLICATIONS; i++) {
      journal.register("app-" + i, "executor");
      if (i % 3 == 0) {
        journal.remove("app-" + i);
      }
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
