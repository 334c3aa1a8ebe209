package io.scheelite.cli;

import io.scheelite.memory.ByteSize;
import io.scheelite.memory.MachineMemory;
import io.scheelite.memory.MemoryLimit;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.sql.Engine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of every command that runs queries; what is not given has the engine's default. */
final class EngineOptions {
  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Limit.class,
      description =
          "Memory for queries, files and results: an amount such as 512m or 2g, a share of the"
              + " container's or machine's memory such as 50%%, or a total for the whole process"
              + " such as process:1g or process:75%%.")
  @Nullable MemoryLimit memory;

  @Option(names = "--threads", paramLabel = "N", description = "Threads that run queries.")
  @Nullable Integer threads;

  @Option(
      names = "--spill-dir",
      paramLabel = "DIR",
      description = "Where state goes that does not fit into memory.")
  @Nullable Path spillDirectory;

  @Option(
      names = "--master",
      paramLabel = "HOST:PORT",
      converter = MasterAddress.class,
      description =
          "Runs queries on the cluster of this master; cluster status prints the address.")
  @Nullable InetSocketAddress master;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "Secret of that cluster (default: of the one that cluster start has started; see"
              + " cluster start --help for its folder).")
  @Nullable Path secretFile;

  /** Starts an engine with these settings; the caller closes it. */
  Engine open() {
    return open(null);
  }

  /** Starts an engine; {@code defaultThreads} counts where the user named no number. */
  Engine open(@Nullable Integer defaultThreads) {
    Engine.Builder builder = Engine.builder();
    if (memory != null) {
      builder.memory(memory);
    }
    Integer count = threads != null ? threads : defaultThreads;
    if (count != null) {
      builder.threads(count);
    }
    if (spillDirectory != null) {
      builder.spillDirectory(spillDirectory);
    }
    if (master != null) {
      Path secret = secretFile != null ? secretFile : ClusterFolder.ofUser().secretFile();
      builder.master(new ClusterAddress(master.getHostString(), master.getPort(), secret));
    }
    return builder.build();
  }

  /** Reads a memory limit. */
  static final class Limit implements ITypeConverter<MemoryLimit> {
    @Override
    public MemoryLimit convert(String text) {
      try {
        return MemoryLimit.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads the memory of each of several processes: an amount, or a share of the machine's. */
  static final class ExecutorMemory implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return switch (parse(text)) {
        case MemoryLimit.Bytes amount -> amount.bytes();
        case MemoryLimit.Share share -> share.bytes(MachineMemory.ofSystem());
        case MemoryLimit.WholeProcess _ ->
            throw new TypeConversionException(
                "an executor's memory has its heap in it already, write it without process:, such"
                    + " as 1g or 25%: "
                    + text);
      };
    }

    private static MemoryLimit parse(String text) {
      try {
        return MemoryLimit.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            text.contains("%")
                ? String.valueOf(e.getMessage())
                : "not an executor's memory, write an amount such as 512m, or a share of the"
                    + " container's or machine's memory such as 25%: "
                    + text);
      }
    }
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

  /** Reads a host and a port. */
  static final class MasterAddress implements ITypeConverter<InetSocketAddress> {
    private static final Pattern SYNTAX = Pattern.compile("([A-Za-z0-9._-]+):(\\d{1,5})");
    private static final int MAX_PORT = 65535;

    @Override
    public InetSocketAddress convert(String text) {
      Matcher matcher = SYNTAX.matcher(text);
      if (!matcher.matches()
          || Integer.parseInt(matcher.group(2)) > MAX_PORT
          || Integer.parseInt(matcher.group(2)) == 0) {
        throw new TypeConversionException("not a HOST:PORT: " + text);
      }
      return InetSocketAddress.createUnresolved(
          matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
  }
}
