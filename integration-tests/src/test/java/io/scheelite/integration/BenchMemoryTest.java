package io.scheelite.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.process.JavaProcess;
import io.scheelite.cli.Main;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes stay within their limit and what is allowed beside it. */
@Timeout(300)
class BenchMemoryTest {
  @TempDir Path folder;

  @Test
  void aProcessThatPlansSqlAndOneThatDoesNot() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            JavaProcess.command(
                Main.class,
                List.of("-Xmx256m"),
                JavaProcess.ownClassPath(),
                List.of(
                    "bench",
                    "memory",
                    "--sf=0.01",
                    "--memory=32m",
                    "--kinds=SQL,FRAMES",
                    "--threads=1",
                    "--format=csv")));
    builder.environment().put("XDG_CACHE_HOME", folder.toString());
    Process process = builder.redirectError(folder.resolve("errors").toFile()).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      assertThat(output.lines().skip(1))
          .satisfiesExactly(
              sql -> assertThat(sql).matches("sql/sf0\\.01,32,\\d+,355,true,true,.*"),
              frames -> assertThat(frames).matches("frames/sf0\\.01,32,\\d+,185,true,true,.*"));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
