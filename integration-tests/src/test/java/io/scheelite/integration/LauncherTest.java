package io.scheelite.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts in {@code bin} as a user would, without building. */
class LauncherTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final List<String> INCUBATOR_WARNING =
      List.of("WARNING: Using incubator modules: jdk.incubator.vector");

  @TempDir Path folder;

  private record Outcome(int exitCode, String output, String errors) {}

  @BeforeAll
  static void needsBash() {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")));
  }

  @Test
  void jvmFlagsAreOneLineWithoutComments() throws Exception {
    Outcome outcome = run(Map.of(), "bin/scheelite", "jvm-flags");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output().lines()).hasSize(1);
    assertThat(outcome.output()).contains("--add-modules=jdk.incubator.vector").doesNotContain("#");
    List<String> flags =
        Files.readAllLines(ROOT.resolve("jvm.flags")).stream()
            .filter(line -> line.startsWith("-"))
            .toList();
    assertThat(outcome.output().strip().split(" ")).containsExactlyElementsOf(flags);
  }

  @Test
  void findsTheJdkThisTestRunsOn() throws Exception {
    String home = System.getProperty("java.home");

    Outcome outcome = run(Map.of("SCHEELITE_JAVA_HOME", home), "bin/find-jdk");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.output().strip()).isEqualTo(home);
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    Path old = fakeJdk("17.0.15");

    Outcome outcome = run(Map.of("JAVA_HOME", old.toString()), "bin/find-jdk");

    assertThat(outcome.output()).doesNotContain(old.toString());
  }

  @Test
  void anUnusableChoiceIsRefusedByName() throws Exception {
    Path old = fakeJdk("17.0.15");

    Outcome outcome =
        run(Map.of("SCHEELITE_JAVA_HOME", old.toString()), "bin/scheelite", "--version");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.errors().lines()).hasSize(1);
    assertThat(outcome.errors()).contains("SCHEELITE_JAVA_HOME=" + old, "is not a JDK 25 or newer");
  }

  @Test
  void startsWithAnArchiveThatAppearsInNoOutput() throws Exception {
    Path root = builtCheckout();
    Map<String, String> environment =
        Map.of("SCHEELITE_JAVA_HOME", System.getProperty("java.home"));
    String[] command = {
      root.resolve("bin/scheelite").toString(), "sql", "--format", "csv", "-c", "select 42 as n"
    };

    Outcome first = run(environment, command);
    Outcome second = run(environment, command);

    assertThat(first.exitCode()).as(first.errors()).isZero();
    assertThat(first.output()).isEqualTo("n\n42\n");
    assertThat(first.errors()).contains("training the start");
    assertThat(root.resolve("cli/target/launcher/start.jsa")).isNotEmptyFile();
    assertThat(second.output()).isEqualTo("n\n42\n");
    assertThat(second.errors().lines()).isSubsetOf(INCUBATOR_WARNING);

    Files.writeString(root.resolve("cli/target/launcher/start.jsa"), "not an archive");
    Outcome damaged = run(environment, command);
    assertThat(damaged.output()).isEqualTo("n\n42\n");
    assertThat(damaged.errors().lines()).isSubsetOf(INCUBATOR_WARNING);
  }

  /** The launcher and the classes of this build in a folder of their own. */
  private Path builtCheckout() throws IOException {
    Path root = Files.createDirectories(folder.resolve("checkout"));
    Path state = Files.createDirectories(root.resolve("cli/target/launcher"));
    Files.createDirectories(root.resolve("bin"));
    for (String file : List.of("bin/scheelite", "bin/find-jdk", "jvm.flags")) {
      Files.copy(ROOT.resolve(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.createSymbolicLink(
        root.resolve("cli/target/classes"), ROOT.resolve("cli/target/classes"));
    String others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry -> !entry.contains("test-classes") && !entry.endsWith("/cli/target/classes"))
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(state.resolve("classpath"), others);
    Files.writeString(state.resolve("built"), "");
    return root;
  }

  private Path fakeJdk(String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk-" + version));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    for (String program : List.of("java", "javac")) {
      Path file = Files.writeString(bin.resolve(program), "#!/bin/sh\nexit 1\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    return home;
  }

  private Outcome run(Map<String, String> environment, String... command) throws Exception {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().remove("SCHEELITE_JAVA_HOME");
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Outcome(
        exitCode,
        Files.readString(output, StandardCharsets.UTF_8),
        Files.readString(errors, StandardCharsets.UTF_8));
  }
}
