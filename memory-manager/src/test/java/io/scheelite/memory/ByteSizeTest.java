package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "4096,4096",
    "1b,1",
    "64k,65536",
    "512m,536870912",
    "2G,2147483648",
    "1.5GiB,1610612736",
    "1 MiB,1048576",
    "1MB,1000000",
    "2gb,2000000000",
    "1t,1099511627776",
    "9223372036854775807,9223372036854775807",
  })
  void parsesUnits(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-1", "12q", "1..5g", "0x10", "1m m", "nan"})
  void refusesWhatIsNoAmount(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("512m");
  }

  @Test
  void refusesMoreThanALongHolds() {
    assertThatThrownBy(() -> ByteSize.parse("9000000000g"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many bytes");
  }

  @ParameterizedTest
  @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1610612736,1.5 GiB"})
  void formatsInTheLargestUnit(long bytes, String text) {
    assertThat(ByteSize.format(bytes)).isEqualTo(text);
  }
}
