package io.scheelite.cli;

import io.scheelite.memory.ByteSize;
import io.scheelite.sql.Engine;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of every command that runs queries; what is not given has the engine's default. */
final class EngineOptions {
  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Size.class,
      description = "Memory for queries, files and results, such as 512m or 2g.")
  private @Nullable Long memoryBytes;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that run queries.")
  private @Nullable Integer threads;

  @Option(
      names = "--spill-dir",
      paramLabel = "DIR",
      description = "Where state goes that does not fit into memory.")
  private @Nullable Path spillDirectory;

  /** Starts an engine with these settings; the caller closes it. */
  Engine open() {
    return open(null);
  }

  /** Starts an engine; {@code defaultThreads} counts where the user named no number. */
  Engine open(@Nullable Integer defaultThreads) {
    Engine.Builder builder = Engine.builder();
    if (memoryBytes != null) {
      builder.memoryBytes(memoryBytes);
    }
    Integer count = threads != null ? threads : defaultThreads;
    if (count != null) {
      builder.threads(count);
    }
    if (spillDirectory != null) {
      builder.spillDirectory(spillDirectory);
    }
    return builder.build();
  }

  /** Reads an amount of bytes. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return ByteSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
