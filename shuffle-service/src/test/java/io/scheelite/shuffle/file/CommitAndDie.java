package io.scheelite.shuffle.file;

import io.scheelite.columnar.codec.BlockCodec;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.TestMemory;
import io.scheelite.shuffle.MapOutputId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A process that commits outputs which another one commits too, and is gone in the middle. */
final class CommitAndDie {
  static final int EXIT_CODE = 77;
  static final int OUTPUTS = 40;

  private CommitAndDie() {}

  static Process start(Path log, Path root, int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            CommitAndDie.class.getName(),
            root.toString(),
            Integer.toString(number))
        .redirectErrorStream(true)
        .redirectOutput(new File(log.toString()))
        .start();
  }

  static RandomOutput output(int number) {
    return RandomOutput.create(new SplittableRandom(number), 8);
  }

  public static void main(String[] args) {
    MemoryConsumer memory = TestMemory.create(16 << 20).reserved("writer", 4 << 20);
    ShuffleFolder folder = ShuffleFolder.at(Path.of(args[0]));
    int number = Integer.parseInt(args[1]);
    for (int map = 0; map < OUTPUTS; map++) {
      output(number).commit(folder, new MapOutputId("app", 0, map, 0), memory, number);
    }
    MapOutputId last = new MapOutputId("app", 0, OUTPUTS, 0);
    MapOutputWriter writer = MapOutputWriter.open(folder, last, 1, BlockCodec.LZ4, memory);
    writer.write(0, memory.allocateZeroed(100_000), 100_000, 1);
    Runtime.getRuntime().halt(EXIT_CODE);
  }
}
