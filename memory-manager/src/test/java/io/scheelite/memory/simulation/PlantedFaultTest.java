package io.scheelite.memory.simulation;

import static org.assertj.core.api.Assertions.fail;

import io.scheelite.testsupport.Seeds;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What would the simulator find? Each fault planted into it, within a thousand schedules. */
class PlantedFaultTest {
  private static final int SCHEDULES = 1000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedFaultIsFoundWithinAThousandSchedules(Fault fault) {
    long first = Seeds.random(PlantedFaultTest.class, fault.name().hashCode()).nextLong();
    long seed = first;
    for (int i = 0; i < SCHEDULES; i++) {
      while (fault == Fault.MISSED_GIVE_BACK && !Simulation.hasBudget(seed)) {
        seed++; // where a manager is alone there is nothing to give back
      }
      try {
        Simulation.run(seed, fault, new Simulation.Counters());
        seed++;
      } catch (AssertionError found) {
        Simulation.run(seed, Fault.NONE, new Simulation.Counters()); // no false alarm
        System.getLogger(PlantedFaultTest.class.getName())
            .log(System.Logger.Level.INFO, fault + " after " + (i + 1) + ": " + found.getMessage());
        return;
      }
    }
    fail("not found: fault=" + fault);
  }
}
