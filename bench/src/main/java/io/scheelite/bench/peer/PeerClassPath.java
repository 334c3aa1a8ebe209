package io.scheelite.bench.peer;

import io.scheelite.bench.process.JavaProcess;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Resolves peers' libraries with Maven when they are first asked for; they are never on our own
 * class path.
 */
public final class PeerClassPath {
  private PeerClassPath() {}

  /** DuckDB's driver, and our classes for {@link DuckDbPeer}. */
  static String duckDb() throws IOException, InterruptedException {
    return resolve("duckdb") + File.pathSeparator + JavaProcess.ownClassPath();
  }

  /** The allocation managers that Arrow brings, and our classes for the benchmark of them. */
  public static String arrowMemory() throws IOException, InterruptedException {
    return resolve("arrow-memory") + File.pathSeparator + JavaProcess.ownClassPath();
  }

  /** Spark, and of our classes those that serve a peer. */
  static String spark() throws IOException, InterruptedException {
    return resolve("spark") + File.pathSeparator + ownClasses();
  }

  /** Source of the program that holds Spark. */
  static Path sparkProgram() {
    return projectFolder().resolve("bench/peers/spark/SparkPeer.java");
  }

  /** Hadoop's client and parquet-java, and of our classes those that serve a peer. */
  static String parquetJava() throws IOException, InterruptedException {
    return resolve("parquet-java") + File.pathSeparator + ownClasses();
  }

  /** Source of the program that reads records by parquet-java. */
  static Path parquetJavaProgram() {
    return projectFolder().resolve("bench/peers/parquet-java/ParquetJavaPeer.java");
  }

  /** Where this class lies: our own libraries would get in the way of a peer's. */
  private static Path ownClasses() throws IOException {
    try {
      return Path.of(
          PeerClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("place of our own classes is not a file", e);
    }
  }

  private static String resolve(String peer) throws IOException, InterruptedException {
    Path home = projectFolder();
    Path pom = home.resolve("bench/peers").resolve(peer).resolve("pom.xml");
    Path result = home.resolve("bench/target/peers").resolve(peer + ".classpath");
    if (!Files.exists(result)
        || Files.getLastModifiedTime(result).compareTo(Files.getLastModifiedTime(pom)) < 0) {
      Files.createDirectories(result.getParent());
      List<String> command =
          List.of(
              "mvn",
              "-q",
              "-B",
              "-ntp",
              "-f",
              pom.toString(),
              "dependency:build-classpath",
              "-Dmdep.outputFile=" + result);
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(
            "Maven could not resolve the peer's libraries: peer=" + peer + " pom=" + pom);
      }
    }
    return Files.readString(result).strip();
  }

  private static Path projectFolder() {
    String home = System.getProperty("scheelite.home");
    if (home == null) {
      throw new IllegalStateException(
          "system property scheelite.home is not set: start through bin/scheelite");
    }
    return Path.of(home);
  }
}
