package io.scheelite.spill;

import io.scheelite.columnar.codec.BlockCodec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * Where and how an engine spills.
 *
 * @param directories folders to spread files over; created when first needed, dropped when they
 *     fail
 * @param quotaBytes most bytes of spill files at any time, all queries together
 * @param codec how blocks are stored where that makes them smaller
 */
public record SpillConfig(List<Path> directories, long quotaBytes, BlockCodec codec) {
  /** Refuses what cannot work. */
  public SpillConfig {
    directories = directories.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("at least one spill directory is needed");
    }
    if (new HashSet<>(directories).size() < directories.size()) {
      throw new IllegalArgumentException(
          "a spill directory is named twice: directories=" + directories);
    }
    if (quotaBytes <= 0) {
      throw new IllegalArgumentException("spill quota must be positive: quotaBytes=" + quotaBytes);
    }
  }

  /** The system's folder for temporary files, no quota, LZ4. */
  public static SpillConfig defaults() {
    return new SpillConfig(
        List.of(Path.of(System.getProperty("java.io.tmpdir"), "scheelite-spill")),
        Long.MAX_VALUE,
        BlockCodec.LZ4);
  }

  public SpillConfig withDirectories(List<Path> paths) {
    return new SpillConfig(paths, quotaBytes, codec);
  }

  public SpillConfig withQuotaBytes(long bytes) {
    return new SpillConfig(directories, bytes, codec);
  }

  public SpillConfig withCodec(BlockCodec wanted) {
    return new SpillConfig(directories, quotaBytes, wanted);
  }
}
