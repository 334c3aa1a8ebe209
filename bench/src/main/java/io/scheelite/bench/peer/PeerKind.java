package io.scheelite.bench.peer;

import io.scheelite.bench.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Engines that ours is compared with: how each is started, and how it gets its tables. */
public enum PeerKind {
  /** DuckDB through JDBC. */
  DUCKDB {
    @Override
    List<String> command(PeerSettings settings) throws IOException, InterruptedException {
      return JavaProcess.command(
          DuckDbPeer.class, List.of("-Xmx256m"), PeerClassPath.duckDb(), List.of());
    }

    @Override
    List<String> statements(PeerSettings settings, TablePlace kind, Map<String, Path> files) {
      List<String> statements = new ArrayList<>(List.of("SET threads = " + settings.threads()));
      String word = kind == TablePlace.FILES ? "VIEW " : "TABLE ";
      files.forEach(
          (name, file) ->
              statements.add(
                  "CREATE " + word + name + " AS SELECT * FROM read_parquet('" + file + "')"));
      return statements;
    }
  },
  /**
   * Spark in its local mode, with one task slot per thread. What is not set has Spark's default:
   * adaptive execution and generated code are on. A shuffle has four partitions per slot instead of
   * 200, which suits one machine better.
   */
  SPARK {
    @Override
    List<String> command(PeerSettings settings) throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(SPARK_JVM_OPTIONS);
      command.add("-Xmx" + (settings.heapBytes() >> 20) + "m");
      command.add("-cp");
      command.add(PeerClassPath.spark());
      command.add(PeerClassPath.sparkProgram().toString()); // compiled when it is started
      command.add("local[" + settings.threads() + "]");
      command.add(Integer.toString(PARTITIONS_PER_THREAD * settings.threads()));
      return command;
    }

    // a cached table is filled by the statement; its rows lie in memory as columns
    @Override
    List<String> statements(PeerSettings settings, TablePlace kind, Map<String, Path> files) {
      List<String> statements = new ArrayList<>();
      files.forEach(
          (name, file) ->
              statements.add(
                  (kind == TablePlace.FILES ? "CREATE TEMPORARY VIEW " : "CACHE TABLE ")
                      + name
                      + " AS SELECT * FROM parquet.`"
                      + file
                      + "`"));
      return statements;
    }
  };

  private static final int PARTITIONS_PER_THREAD = 4;

  /** As Spark's own launcher sets them, and what JDK 25 asks for besides. */
  private static final List<String> SPARK_JVM_OPTIONS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--add-modules=jdk.incubator.vector",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
          "--add-opens=java.base/java.io=ALL-UNNAMED",
          "--add-opens=java.base/java.net=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
          "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.tryReflectionSetAccessible=true");

  /** Its name in reports and options. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Starts it as a program that speaks the protocol of {@link PeerServer}. */
  abstract List<String> command(PeerSettings settings) throws IOException, InterruptedException;

  /** Gives it tables of these names. */
  abstract List<String> statements(PeerSettings settings, TablePlace kind, Map<String, Path> files);
}
