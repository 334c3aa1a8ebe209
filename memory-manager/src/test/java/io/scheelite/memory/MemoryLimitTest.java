package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLimitTest {
  @TempDir private Path root;

  @Test
  void readsAmountsSharesAndProcessTotals() {
    assertThat(MemoryLimit.parse("512m")).isEqualTo(new MemoryLimit.Bytes(512L << 20));
    assertThat(MemoryLimit.parse(" 1.5GiB ")).isEqualTo(new MemoryLimit.Bytes(3L << 29));
    assertThat(MemoryLimit.parse("50%")).isEqualTo(new MemoryLimit.Share(0.5));
    assertThat(MemoryLimit.parse("12.5 %")).isEqualTo(new MemoryLimit.Share(0.125));
    assertThat(MemoryLimit.parse("process:1g"))
        .isEqualTo(new MemoryLimit.WholeProcess(new MemoryLimit.Bytes(1L << 30)));
    assertThat(MemoryLimit.parse("Process: 75%"))
        .isEqualTo(new MemoryLimit.WholeProcess(new MemoryLimit.Share(0.75)));
  }

  @ParameterizedTest
  @CsvSource({"536870912,536870912", "50%,50%", "12.5%,12.5%", "process:75%,process:75%"})
  void writesWhatItReads(String text, String written) {
    assertThat(MemoryLimit.parse(text)).hasToString(written);
    assertThat(MemoryLimit.parse(written)).isEqualTo(MemoryLimit.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "%", "half", "12q", "process:", "process:x", "process:process:1g", "nan%"})
  void refusesWhatIsNoLimit(String text) {
    assertThatThrownBy(() -> MemoryLimit.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0%", "100.1%", "-5%"})
  void refusesSharesOutsideTheirRange(String text) {
    assertThatThrownBy(() -> MemoryLimit.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 100%");
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> MemoryLimit.parse("0m")).hasMessageContaining("must be positive");
  }

  @Test
  void sharesAreOfTheContainersMemory() throws IOException {
    Files.createDirectories(root.resolve("proc"));
    Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       4000 kB\n");
    MachineMemory machine = new MachineMemory(root);
    assertThat(MemoryLimit.parse("25%").bytes(machine)).isEqualTo(1000L << 10);
    assertThat(MemoryLimit.parse("process:50%").bytes(machine)).isEqualTo(2000L << 10);
    assertThat(MemoryLimit.parse("3k").bytes(machine)).isEqualTo(3L << 10);
  }
}
