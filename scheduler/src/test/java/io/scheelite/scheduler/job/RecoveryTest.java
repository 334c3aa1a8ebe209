package io.scheelite.scheduler.job;

import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_A;
import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_B;
import static io.scheelite.scheduler.job.SchedulerFixture.chain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made again after a loss, and what is not. */
final class RecoveryTest {
  private final SchedulerFixture fixture =
      new SchedulerFixture(SchedulerConfig.defaults().withTaskCores(1));

  @BeforeEach
  void executors() {
    fixture.addExecutor("a", 3, SERVICE_A);
    fixture.addExecutor("b", 3, SERVICE_B);
  }

  @Test
  void exactlyTheLostOutputIsMadeAgainAndExactlyItsReaderRunsAgain() {
    fixture.submit(chain("q", 3, 3));
    succeedAll(0, 3);
    fixture.succeed(1, 0);
    fixture.newLaunches();
    fixture.fetchFails(1, 1, 0, 2);
    assertEquals(List.of("0/0/2.1@b"), fixture.newLaunches());
    assertEquals(1, fixture.launch(0, 2).generation());
    fixture.succeed(0, 2);
    assertEquals(List.of("0/1/1.1@b"), fixture.newLaunches());
    assertEquals("0,0,1", fixture.generations(1, 1, 0));
    // the third reader had read it before the loss
    fixture.succeed(1, 2);
    fixture.succeed(1, 1);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(1, fixture.report().recomputedOutputs());
    assertEquals("{FETCH_FAILED=1, OUTPUT_LOST=1}", "" + sorted());
  }

  @Test
  void lossIsFollowedDownToWhereInputsAreThere() {
    fixture.submit(chain("q", 2, 2, 1));
    succeedAll(0, 2);
    succeedAll(1, 2);
    fixture.newLaunches();
    fixture.fetchFails(2, 0, 1, 1);
    assertEquals(1, fixture.newLaunches().size());
    fixture.fetchFails(1, 1, 0, 0);
    assertEquals(1, fixture.launch(0, 0).generation());
    assertEquals(1, fixture.running.size());
    fixture.succeed(0, 0);
    assertEquals("1,0", fixture.generations(1, 1, 0));
    assertEquals(1, fixture.launch(1, 1).generation());
    fixture.succeed(1, 1);
    assertEquals("0,1", fixture.generations(2, 0, 1));
    fixture.succeed(2, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(2, fixture.report().recomputedOutputs());
  }

  @Test
  void outputsOfALostExecutorStay() {
    fixture.submit(chain("q", 4, 1));
    fixture.succeed(0, 0);
    fixture.succeed(0, 1);
    fixture.newLaunches();
    fixture.running.keySet().removeIf(id -> id.task() == 2);
    fixture.loseExecutor("a");
    assertEquals(List.of("0/0/2.1@b"), fixture.newLaunches());
    assertEquals(0, fixture.launch(0, 2).generation(), "nothing was lost: still generation 0");
    fixture.succeed(0, 2);
    fixture.succeed(0, 3);
    assertEquals("0,0,0,0", fixture.generations(1, 0, 0));
  }

  @Test
  void lostServiceTakesItsOutputsWithIt() {
    fixture.submit(chain("q", 4, 1));
    succeedAll(0, 4);
    fixture.newLaunches();
    fixture.running.clear();
    fixture.scheduler.serviceLost(SERVICE_A, "worker gone");
    fixture.loseExecutor("a");
    assertEquals(List.of("0/0/0.1@b", "0/0/2.1@b"), fixture.newLaunches());
    succeedAllOf(0, 0, 2);
    assertEquals("1,0,1,0", fixture.generations(1, 0, 0));
  }

  @Test
  void whatNobodyReadsAnyMoreIsNotMadeAgain() {
    fixture.submit(chain("q", 2, 2));
    succeedAll(0, 2);
    fixture.succeed(1, 1);
    fixture.succeed(1, 0);
    fixture.newLaunches();
    fixture.scheduler.serviceLost(SERVICE_A, "worker gone");
    fixture.queue.settle();
    // of stage 1, the root still reads; of stage 0, only what the lost task of stage 1 reads
    assertEquals(List.of("0/0/0.1@a"), fixture.newLaunches());
    fixture.succeed(0, 0);
    assertEquals(1, fixture.newLaunches().size());
    fixture.succeed(1, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void completeStageKeepsItsInputsFromBeingMadeAgain() {
    fixture.submit(chain("q", 1, 1));
    fixture.succeed(0, 0);
    fixture.end(fixture.launch(1, 0).id(), fixture.success(fixture.launch(1, 0), 5, null));
    fixture.newLaunches();
    fixture.scheduler.serviceLost(SERVICE_B, "no outputs there");
    fixture.queue.settle();
    assertEquals(List.of(), fixture.newLaunches());
  }

  @Test
  void resultOfALostExecutorIsIgnored() {
    fixture.submit(chain("q", 1, 1));
    TaskLaunch old = fixture.launch(0, 0);
    TaskOutcome late = fixture.success(old, 666, null);
    fixture.running.clear();
    fixture.loseExecutor("a");
    fixture.end(old.id(), late);
    assertFalse(fixture.runs(1, 0));
    assertEquals(1, fixture.events(SchedulerEvent.ResultIgnored.class));
    fixture.succeed(0, 0);
    assertTrue(fixture.runs(1, 0));
    fixture.end(old.id(), late);
    assertEquals(2, fixture.events(SchedulerEvent.ResultIgnored.class));
  }

  @Test
  void outcomeToldTwiceCountsOnce() {
    fixture.submit(chain("q", 2));
    TaskLaunch launch = fixture.launch(0, 0);
    TaskOutcome outcome = fixture.success(launch, 1, null);
    fixture.end(launch.id(), outcome);
    fixture.end(launch.id(), outcome);
    assertEquals(1, fixture.events(SchedulerEvent.TaskSucceeded.class));
  }

  @Test
  void rootThatMeetsALossWaitsAndStartsAgain() {
    fixture.submit(chain("q", 2));
    succeedAll(0, 2);
    fixture.newLaunches();
    fixture.fetchFails(1, 0, 0, 1, Kind.CORRUPT);
    assertEquals(List.of("0/0/1.1@a"), fixture.newLaunches());
    fixture.succeed(0, 1);
    assertEquals(List.of("0/1/0.1@driver"), fixture.newLaunches());
    assertEquals("0,1", fixture.generations(1, 0, 0));
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void lossReportedByAReaderOfAnOldGenerationOfTheRoot() {
    fixture.submit(chain("q", 1));
    fixture.succeed(0, 0);
    MapOutputId unknown = new MapOutputId("app-1", 99, 0, 0);
    TaskLaunch root = fixture.launch(1, 0);
    fixture.end(
        root.id(), new TaskOutcome.FetchFailed(unknown, SERVICE_A, Kind.LOST, "never heard of"));
    // nothing is lost, so that the root is started again with what there is
    assertEquals(1, fixture.launch(1, 0).id().attempt());
  }

  @Test
  void changedRowsRollReadersBackAsFarAsTheyHaveRead() {
    fixture.submit(chain("q", 2, 2, 1));
    succeedAll(0, 2);
    fixture.succeed(1, 0, 7, null);
    fixture.newLaunches();
    fixture.fetchFails(1, 1, 0, 0);
    fixture.succeed(0, 0, 666, null);
    // task 0 of stage 1 was done, from other rows: its output is of no use
    assertEquals(2, fixture.newLaunches().stream().filter(l -> l.startsWith("0/1/")).count());
    assertEquals(1, fixture.launch(1, 0).generation());
    assertEquals("1,0", fixture.generations(1, 0, 0));
    fixture.succeed(1, 0, 8, null);
    fixture.succeed(1, 1, 8, null);
    fixture.succeed(2, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void changedRowsStopRunningReaders() {
    fixture.submit(chain("q", 1, 2, 1));
    fixture.succeed(0, 0);
    fixture.fetchFails(1, 0, 0, 0);
    fixture.succeed(0, 0, 666, null);
    assertEquals(List.of("0/1/1.0"), fixture.cancelled);
    TaskLaunch old =
        fixture.running.values().stream()
            .filter(launch -> launch.id().task() == 1 && launch.id().attempt() == 0)
            .findFirst()
            .orElseThrow();
    fixture.end(old.id(), fixture.success(old, 1, null));
    assertEquals("1", fixture.generations(1, 1, 0), "the old result does not count");
    assertEquals(1, fixture.launch(1, 1).id().attempt());
    // the old attempt may have committed generation 0 from the old rows: that must not win
    assertEquals(1, fixture.launch(1, 1).generation());
  }

  @Test
  void changedRowsOfWhichNoneHasLeftTheRootAreReadInPlaceOfTheOldOnes() {
    fixture.submit(chain("q", 2));
    succeedAll(0, 2);
    fixture.fetchFails(1, 0, 0, 0);
    fixture.succeed(0, 0, 666, null);
    assertEquals(List.of(new MapOutputId("app-1", 0, 0, 0)), fixture.rolledBack);
    assertEquals("1,0", fixture.generations(1, 0, 0));
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void runningRootBeginsAnewWhenWhatItReadsIsRolledBack() {
    JobSpec spec =
        new JobSpec(
            "q",
            List.of(
                new StageSpec(0, 1, List.of(), null),
                new StageSpec(1, 2, List.of(0), null),
                new StageSpec(2, 1, List.of(0, 1), null)));
    fixture.submit(spec);
    fixture.succeed(0, 0);
    fixture.succeed(1, 0);
    fixture.succeed(1, 1);
    assertEquals(0, fixture.launch(2, 0).id().attempt());
    fixture.fetchFails(2, 0, 1, 0); // stage 1 runs again, and meets a loss itself
    fixture.fetchFails(1, 0, 0, 0);
    fixture.succeed(0, 0, 666, null);
    assertEquals(3, fixture.rolledBack.size(), "all that was read: " + fixture.rolledBack);
    fixture.succeed(1, 0);
    fixture.succeed(1, 1);
    assertEquals("1", fixture.generations(2, 0, 0));
    assertEquals("2,1", fixture.generations(2, 0, 1));
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(0, fixture.scheduler.liveAttempts());
  }

  @Test
  void rolledBackAttemptOfTheRootIsOver() {
    fixture.submit(diamond());
    fixture.succeed(0, 0);
    fixture.succeed(1, 0);
    TaskLaunch old = fixture.launch(2, 0);
    fixture.scheduler.serviceLost(SERVICE_B, "gone");
    fixture.scheduler.serviceLost(SERVICE_A, "gone");
    fixture.queue.settle();
    fixture.succeed(0, 0, 666, null);
    fixture.scheduler.rootSucceeded(old.id(), SchedulerFixture.METRICS);
    fixture.queue.settle();
    assertEquals(List.of(), fixture.ended, "it read rows that are not true any more");
    fixture.succeed(1, 0);
    assertEquals(1, fixture.launch(2, 0).id().attempt());
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(0, fixture.scheduler.liveAttempts());
  }

  /** A stage that both the next one and the root read. */
  private static JobSpec diamond() {
    return new JobSpec(
        "q",
        List.of(
            new StageSpec(0, 1, List.of(), null),
            new StageSpec(1, 1, List.of(0), null),
            new StageSpec(2, 1, List.of(0, 1), null)));
  }

  @Test
  void changedRowsFailTheJobOnceTheRootHasHandedSomeOn() {
    fixture.handedOn = true;
    fixture.submit(chain("q", 2));
    succeedAll(0, 2);
    fixture.fetchFails(1, 0, 0, 0);
    fixture.succeed(0, 0, 666, null);
    fixture.assertFailedWith(ErrorCode.SHUFFLE_FETCH_FAILED, "stage is not deterministic");
  }

  @Test
  void changedRowsThatNobodyReadChangeNothing() {
    fixture.submit(chain("q", 2, 1));
    fixture.succeed(0, 0, 1, null);
    fixture.scheduler.serviceLost(SERVICE_A, "gone");
    fixture.queue.settle();
    fixture.succeed(0, 0, 666, null);
    fixture.succeed(0, 1);
    fixture.succeed(1, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(0, fixture.report().retries(RetryReason.INPUT_CHANGED));
  }

  @Test
  void lossesOfOneJobDoNotTouchAnother() {
    fixture.submit(chain("first", 1));
    fixture.submit(chain("second", 1));
    fixture.succeed(0, 0);
    int running = fixture.running.size();
    fixture.scheduler.executorLost("nobody", "never was");
    fixture.queue.settle();
    assertEquals(running, fixture.running.size());
  }

  private Map<RetryReason, Integer> sorted() {
    return new TreeMap<>(fixture.report().retries());
  }

  private void succeedAll(int stage, int tasks) {
    for (int i = 0; i < tasks; i++) {
      fixture.succeed(stage, i);
    }
  }

  private void succeedAllOf(int stage, int... tasks) {
    for (int task : tasks) {
      fixture.succeed(stage, task);
    }
  }
}
