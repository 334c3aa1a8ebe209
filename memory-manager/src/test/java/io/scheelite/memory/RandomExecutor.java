package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Runs what is due in random order, one action at a time: every schedule is reproducible. */
final class RandomExecutor {
  final List<Runnable> due = new ArrayList<>();

  void runAll(RandomGenerator random, Runnable checkAfterEach) {
    while (!due.isEmpty()) {
      int last = due.size() - 1;
      int chosen = random.nextInt(due.size());
      Runnable next = due.set(chosen, due.get(last));
      due.remove(last);
      next.run();
      checkAfterEach.run();
    }
  }
}
