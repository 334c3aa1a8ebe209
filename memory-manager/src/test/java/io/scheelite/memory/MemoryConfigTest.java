package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryConfigTest {
  @Test
  void defaultsAreThese() {
    assertThat(MemoryConfig.defaults())
        .isEqualTo(
            new MemoryConfig(
                512L << 20,
                0,
                0.6,
                0.5,
                0,
                256L << 20,
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                true,
                false,
                null,
                Duration.ofSeconds(10),
                false));
  }

  @Test
  void onHeapModeUsesAShareOfTheHeapBeyondTheReserve() {
    MemoryConfig config = MemoryConfig.defaults().withHeapBytes(1L << 30);
    assertThat(config.regionBytes(MemoryMode.ON_HEAP))
        .isEqualTo((long) ((1024 - 300) * 0.6 * (1 << 20)));
    assertThat(MemoryConfig.defaults().regionBytes(MemoryMode.ON_HEAP)).isZero();
  }

  @Test
  void tooSmallSettingsAreRefusedByNameAndRemedy() {
    assertThatThrownBy(() -> MemoryConfig.defaults().withOffHeapBytes(1000))
        .hasMessage(
            "off-heap memory is too small, raise the memory limit: offHeapBytes=1000 smallestBytes=262144");
    assertThatThrownBy(() -> MemoryConfig.defaults().withHeapBytes(256L << 20))
        .hasMessageContaining("raise -Xmx")
        .hasMessageContaining("smallestBytes=" + (450L << 20));
  }

  @Test
  void valuesOutsideTheirRangeAreRefused() {
    MemoryConfig config = MemoryConfig.defaults();
    assertThatThrownBy(() -> config.withFraction(0)).hasMessageContaining("fraction=0.0");
    assertThatThrownBy(() -> config.withStorageFraction(1.1))
        .hasMessageContaining("storageFraction=1.1");
    assertThatThrownBy(() -> config.withPageBytes(100_000))
        .hasMessageContaining("pageBytes=100000");
    assertThatThrownBy(() -> config.withCachedBytes(-1)).hasMessageContaining("cachedBytes=-1");
    assertThatThrownBy(() -> config.withWaitTimeout(Duration.ZERO))
        .hasMessageContaining("waitTimeout=PT0S");
  }
}
