package io.scheelite.bench.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.bench.dataset.ScaleFactor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TpchQueryTest {
  private static List<Integer> numbers(String list) {
    return TpchQuery.parseList(list).stream().map(TpchQuery::number).toList();
  }

  @Test
  void listsHaveNumbersAndRanges() {
    assertThat(numbers("18")).containsExactly(18);
    assertThat(numbers("6, 1,3-5")).containsExactly(6, 1, 3, 4, 5);
    assertThat(numbers("1-22")).hasSize(TpchQuery.COUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "0", "23", "1,,2", "3-", "5-3", "-1"})
  void refusesWhatIsNoList(String list) {
    assertThatThrownBy(() -> TpchQuery.parseList(list))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyQueryHasATextAndCommittedAnswers() {
    for (TpchQuery query : TpchQuery.all()) {
      assertThat(query.text()).containsIgnoringCase("select");
      for (String scaleFactor : List.of("0.01", "0.1", "1")) {
        assertThat(TpchAnswer.committed(ScaleFactor.parse(scaleFactor), query))
            .as("sf%s %s", scaleFactor, query.label())
            .isPresent();
      }
    }
    assertThat(TpchAnswer.committed(ScaleFactor.parse("3"), TpchQuery.of(1)))
        .isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0", "-1", "1e9"})
  void refusesScaleFactorsThatCannotBe(String text) {
    assertThatThrownBy(() -> ScaleFactor.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.01, 1 or 10");
  }
}
