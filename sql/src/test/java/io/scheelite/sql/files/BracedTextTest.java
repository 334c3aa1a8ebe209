package io.scheelite.sql.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.SqlException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BracedTextTest {
  private static Map<String, @Nullable Object> nested(int levels) {
    String text = "{a: ".repeat(levels) + "1" + "}".repeat(levels);
    return BracedText.read(text, () -> new IllegalArgumentException("malformed"));
  }

  @Test
  void aHundredLevelsAreRead() {
    Object inner = nested(100);
    for (int level = 0; level < 100; level++) {
      assertThat(inner).isInstanceOf(Map.class);
      inner = ((Map<?, ?>) inner).get("a");
    }
    assertThat(inner).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 1_000_000})
  void moreLevelsAreRefused(int levels) {
    assertThatThrownBy(() -> nested(levels))
        .isInstanceOfSatisfying(
            SqlException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.STATEMENT_TOO_COMPLEX))
        .hasMessageContaining("braces are nested too deeply: limit=100");
  }
}
