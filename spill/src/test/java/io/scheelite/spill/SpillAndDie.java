package io.scheelite.spill;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import java.nio.file.Path;
import java.util.List;

/** A process that is gone in the middle of spilling. */
final class SpillAndDie {
  static final int EXIT_CODE = 77;

  private SpillAndDie() {}

  public static void main(String[] args) {
    MemoryConsumer consumer = TestMemory.create(4 << 20).reserved("spill", 1 << 20);
    SpillManager manager =
        new SpillManager(SpillConfig.defaults().withDirectories(List.of(Path.of(args[0]))));
    SpillSpace space = manager.newSpace("query", Long.MAX_VALUE);
    SpillWriter writer = space.newFile(0, new SpillWorkspace(consumer));
    writer.write(consumer.allocateZeroed(100_000), 100_000, 1);
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
