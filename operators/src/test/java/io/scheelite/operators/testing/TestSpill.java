package io.scheelite.operators.testing;

import io.scheelite.spill.SpillConfig;
import io.scheelite.spill.SpillManager;
import io.scheelite.testsupport.FaultyDisk;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A spill manager in a folder of its own, on a disk that can be made to fail.
 *
 * <p>Closing it fails if an operator has left a file, and removes the folder.
 */
public final class TestSpill implements AutoCloseable {
  private final Path folder;
  private final FaultyDisk disk = FaultyDisk.create(Seeds.random("spill disk"));
  private final SpillManager manager;

  /** Without faults, at first. */
  public TestSpill() {
    try {
      folder = Files.createTempDirectory("scheelite-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    manager = new SpillManager(SpillConfig.defaults().withDirectories(List.of(folder)), disk::open);
  }

  /** The manager. */
  public SpillManager manager() {
    return manager;
  }

  /** The disk its files are on. */
  public FaultyDisk disk() {
    return disk;
  }

  @Override
  public void close() {
    manager.close();
    int forgotten = manager.forgottenFiles();
    try (Stream<Path> left = Files.list(folder)) {
      List<Path> paths = left.toList();
      if (forgotten > 0 || !paths.isEmpty()) {
        throw new AssertionError(
            "spill files are left: forgottenFiles=" + forgotten + " paths=" + paths);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
