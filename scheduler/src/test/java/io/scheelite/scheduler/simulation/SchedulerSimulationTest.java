package io.scheelite.scheduler.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.testsupport.Seeds;
import java.util.EnumMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the scheduler through seeded schedules of faults. */
final class SchedulerSimulationTest {
  private static final Logger LOG = Logger.getLogger("io.scheelite.scheduler");
  private static final int SCHEDULES = 400;

  /** The bug that shows least often does so in one schedule of 80. */
  private static final int SCHEDULES_TO_FIND_A_BUG = 1000;

  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF); // thousands of processes die
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @Test
  void everyScheduleEndsAsTheRulesSay() {
    Map<FaultMaker.Kind, Integer> fired = new EnumMap<>(FaultMaker.Kind.class);
    int failed = 0;
    int jobs = 0;
    int recomputed = 0;
    Long single = Long.getLong(Simulation.SEED_PROPERTY);
    if (single != null) {
      var _ = Simulation.run(single, PlantedBug.NONE);
      return;
    }
    for (int i = 0; i < Seeds.iterations(SCHEDULES); i++) {
      Simulation.Outcome outcome = Simulation.run(seed(i), PlantedBug.NONE);
      outcome.faults().forEach((kind, count) -> fired.merge(kind, count, Integer::sum));
      jobs += outcome.jobs();
      failed += outcome.failed();
      recomputed += outcome.recomputed();
    }
    assertEquals(FaultMaker.Kind.values().length, fired.size(), "each fault happened: " + fired);
    assertTrue(recomputed > 0, "outputs were recomputed");
    assertTrue(failed < jobs / 3, "most jobs survive: jobs=" + jobs + " failed=" + failed);
  }

  @Test
  void sameSeedGivesTheSameTrace() {
    for (int i = 0; i < 8; i++) {
      Simulation.Outcome first = Simulation.run(seed(i), PlantedBug.NONE);
      Simulation.Outcome second = Simulation.run(seed(i), PlantedBug.NONE);
      assertEquals(first, second);
      assertNotEquals(first.traceHash(), Simulation.run(seed(i) + 1, PlantedBug.NONE).traceHash());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void plantedBugIsFound(PlantedBug bug) {
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () -> {
              for (int i = 0; i < SCHEDULES_TO_FIND_A_BUG; i++) {
                Simulation.run(seed(i), bug);
              }
            });
    assertTrue(String.valueOf(found.getMessage()).contains("schedule broke a rule"));
  }

  private static long seed(int schedule) {
    return Seeds.runSeed() * 1_000_003 + schedule;
  }
}
