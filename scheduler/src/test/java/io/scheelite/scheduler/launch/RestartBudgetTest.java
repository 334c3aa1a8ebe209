package io.scheelite.scheduler.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Starts are free until the budget of a window is used up, then they wait for their place in it.
 */
class RestartBudgetTest {
  private static final Duration WINDOW = Duration.ofSeconds(60);

  @Test
  void delaysWhatIsMoreThanTheBudget() {
    RestartBudget budget = new RestartBudget(2, WINDOW);
    assertThat(budget.book(seconds(0))).isZero();
    assertThat(budget.book(seconds(10))).isZero();
    assertThat(budget.book(seconds(20))).isEqualTo(Duration.ofSeconds(40));
    // the third start is at 60, so that the fourth must wait for the second to be old enough
    assertThat(budget.book(seconds(61))).isEqualTo(Duration.ofSeconds(9));
    assertThat(budget.book(seconds(300))).isZero();
  }

  /** There is nothing that grows: after a quiet window all is as at first. */
  @Test
  void aQuietWindowBringsTheWholeBudgetBack() {
    RestartBudget budget = new RestartBudget(3, WINDOW);
    long last = 0;
    for (int i = 0; i < 20; i++) { // fails at once each time
      last += budget.book(last).toNanos();
    }
    long quiet = last + WINDOW.toNanos();
    for (int i = 0; i < 3; i++) {
      assertThat(budget.book(quiet + i)).isZero();
    }
    assertThat(budget.book(quiet + 3)).isEqualTo(WINDOW.minusNanos(3));
  }

  @Test
  void worksWithAnyZeroOfTheClock() {
    RestartBudget budget = new RestartBudget(1, WINDOW);
    long start = -seconds(1_000);
    assertThat(budget.book(start)).isZero();
    assertThat(budget.book(start + seconds(59))).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusesNoBudget() {
    assertThatThrownBy(() -> new RestartBudget(0, WINDOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RestartBudget(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long seconds(long count) {
    return Duration.ofSeconds(count).toNanos();
  }
}
