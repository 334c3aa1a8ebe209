package io.scheelite.memory.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import org.junit.jupiter.api.Test;

/** Random schedules against the real manager: no invariant breaks, everything comes back. */
class SimulationTest {
  private static final int SCHEDULES = 400;

  @Test
  void noScheduleBreaksAnInvariant() {
    Simulation.Counters counters = new Simulation.Counters();
    long first = Seeds.random(SimulationTest.class, 0).nextLong();
    for (int i = 0; i < Seeds.iterations(SCHEDULES); i++) {
      Simulation.run(first + i, Fault.NONE, counters);
    }
    assertThat(counters.finishedQueries).isPositive();
    assertThat(counters.waits).isPositive();
    assertThat(counters.timeouts).isPositive();
    assertThat(counters.refusals).isPositive();
    assertThat(counters.reclaims).isPositive();
    assertThat(counters.evictions).isPositive();
    assertThat(counters.cancellations).isPositive();
    assertThat(counters.resizes).isPositive();
    assertThat(counters.budgets).isPositive();
  }
}
