package io.scheelite.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the scripts in {@code bin} as a user would, without building. */
class LauncherTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

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
