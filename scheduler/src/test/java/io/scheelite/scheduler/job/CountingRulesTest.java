package io.scheelite.scheduler.job;

import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_A;
import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_B;
import static io.scheelite.scheduler.job.SchedulerFixture.chain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.message.RemoteException;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.shuffle.ShuffleFetchException.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which ends of attempts count as failures of a task, of a stage and of a job. */
final class CountingRulesTest {
  private SchedulerFixture fixture = new SchedulerFixture();

  @Test
  void fourthOwnFailureFailsTheJobWithTheLastFailure() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    for (int i = 0; i < 3; i++) {
      fixture.fail(0, 0, ErrorCode.IO_ERROR, "disk is gone " + i);
      assertTrue(fixture.runs(0, 0));
    }
    fixture.fail(0, 0, ErrorCode.CORRUPT_DATA, "file is damaged: file=x");
    fixture.assertFailedWith(
        ErrorCode.CORRUPT_DATA,
        "file is damaged: file=x taskFailures=4 stage=0 task=0 executor=e1");
    RemoteException cause = assertInstanceOf(RemoteException.class, fixture.failure().getCause());
    assertTrue(cause.remoteStack().contains("far.away"));
    assertEquals(4, fixture.report().retries(RetryReason.FAILED));
  }

  @Test
  void wantOfMemoryIsTriedOnceMoreAndReadsAsInOneProcess() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_A);
    fixture.submit(chain("q", 1));
    String sentence = "memory limit exceeded: pool=query requestedBytes=8\n  query 9 of 10";
    fixture.fail(0, 0, ErrorCode.MEMORY_LIMIT_EXCEEDED, sentence);
    assertNull(fixture.failure);
    fixture.newLaunches();
    fixture.fail(0, 0, ErrorCode.MEMORY_LIMIT_EXCEEDED, sentence);
    assertEquals(ErrorCode.MEMORY_LIMIT_EXCEEDED, fixture.failure().code());
    assertEquals(
        sentence + "\ntaskFailures=2 stage=0 task=0 executor=e2", fixture.failure().getMessage());
  }

  @Test
  void wantOfResourcesAndOtherFailuresAreCountedTogetherToo() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    fixture.fail(0, 0, ErrorCode.DISK_FULL, "disk is full");
    fixture.fail(0, 0);
    fixture.fail(0, 0);
    assertNull(fixture.failure);
    fixture.fail(0, 0);
    fixture.assertFailedWith(ErrorCode.IO_ERROR, "taskFailures=4");
  }

  @Test
  void threeOwnFailuresAreForgiven() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    for (int i = 0; i < 3; i++) {
      fixture.fail(0, 0);
    }
    fixture.succeed(0, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(3, fixture.report().retries(RetryReason.FAILED));
  }

  @Test
  void failuresOfDifferentTasksAreCountedApart() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_A);
    fixture.submit(chain("q", 2));
    for (int i = 0; i < 3; i++) {
      fixture.fail(0, 0);
      fixture.fail(0, 1);
    }
    fixture.succeed(0, 0);
    fixture.succeed(0, 1);
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void mistakeInTheQueryFailsTheJobAtOnceAndAsItIs() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    fixture.fail(0, 0, ErrorCode.DIVISION_BY_ZERO, "division by zero: column=x");
    fixture.assertFailedWith(ErrorCode.DIVISION_BY_ZERO, "division by zero: column=x");
  }

  @Test
  void lostExecutorsDoNotCount() {
    fixture.submit(chain("q", 1));
    for (int i = 0; i < 10; i++) {
      fixture.addExecutor("e" + i, SERVICE_A);
      assertTrue(fixture.runs(0, 0));
      fixture.running.clear();
      fixture.loseExecutor("e" + i);
    }
    fixture.addExecutor("last", SERVICE_A);
    fixture.succeed(0, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(10, fixture.report().retries(RetryReason.EXECUTOR_LOST));
    assertEquals(10, fixture.report().lostExecutors());
  }

  @Test
  void cancellationByOthersAndDeniedCommitsDoNotCount() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    for (int i = 0; i < 5; i++) {
      fixture.end(fixture.launch(0, 0).id(), new TaskOutcome.Cancelled());
      fixture.fail(0, 0, ErrorCode.CANCELLED, "commit denied");
    }
    fixture.succeed(0, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(10, fixture.report().retries(RetryReason.CANCELLED));
  }

  @Test
  void taskThatNeverComesToAnEndIsGivenUpAfterTwentyAttempts() {
    fixture.submit(chain("q", 1));
    for (int i = 0; i < 20; i++) {
      fixture.addExecutor("e" + i, SERVICE_A);
      assertTrue(fixture.runs(0, 0), "attempt " + i);
      fixture.running.clear();
      fixture.loseExecutor("e" + i);
    }
    fixture.assertFailedWith(ErrorCode.WORKER_LOST, "attempts=20");
  }

  @Test
  void fetchFailuresDoNotCountForTheTask() {
    fixture.addExecutor("e1", 4, SERVICE_A);
    fixture.submit(chain("q", 4, 1));
    for (int i = 0; i < 4; i++) {
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 3; i++) {
      fixture.fetchFails(1, 0, 0, i);
      fixture.succeed(0, i);
    }
    // own failures still have all their chances
    for (int i = 0; i < 3; i++) {
      fixture.fail(1, 0);
    }
    fixture.succeed(1, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(3, fixture.report().retries(RetryReason.FETCH_FAILED));
    assertEquals(3, fixture.report().recomputedOutputs());
  }

  @Test
  void outputsThatAreLostOneByOneAreForgivenOnceEach() {
    fixture.addExecutor("e1", 25, SERVICE_A);
    fixture.submit(chain("q", 25, 1));
    for (int i = 0; i < 25; i++) {
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 25; i++) {
      fixture.fetchFails(1, 0, 0, i);
      fixture.succeed(0, i);
    }
    fixture.succeed(1, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(25, fixture.report().recomputedOutputs());
  }

  @Test
  void rootForgivesEachOutputOnceToo() {
    fixture.addExecutor("e1", 25, SERVICE_A);
    fixture.submit(chain("q", 25));
    for (int i = 0; i < 25; i++) {
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 25; i++) {
      fixture.fetchFails(1, 0, 0, i);
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 4; i++) {
      assertNull(fixture.failure, "attempt " + i);
      fixture.fetchFails(1, 0, 0, i);
      if (i < 3) {
        fixture.succeed(0, i);
      }
    }
    fixture.assertFailedWith(ErrorCode.SHUFFLE_FETCH_FAILED, "attempts=4");
  }

  @Test
  void repeatedLossesCountOncePerAttemptOfTheStage() {
    fixture = fixtureWithCores(8);
    fixture.submit(chain("q", 4, 4));
    for (int i = 0; i < 4; i++) {
      fixture.succeed(0, i);
    }
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 4; i++) {
        fixture.fetchFails(1, i, 0, i);
      }
      assertNull(fixture.failure, "round " + round);
      for (int i = 0; i < 4; i++) {
        fixture.succeed(0, i);
      }
    }
    fixture.fetchFails(1, 0, 0, 0);
    fixture.assertFailedWith(ErrorCode.SHUFFLE_FETCH_FAILED, "attempts=4");
  }

  @Test
  void fourthRepeatedLossInARowAbortsTheJob() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1, 1));
    fixture.succeed(0, 0);
    for (int i = 0; i < 4; i++) {
      fixture.fetchFails(1, 0, 0, 0);
      fixture.succeed(0, 0);
    }
    fixture.fetchFails(1, 0, 0, 0);
    fixture.assertFailedWith(ErrorCode.SHUFFLE_FETCH_FAILED, "attempts=4");
    fixture.assertFailedWith(ErrorCode.SHUFFLE_FETCH_FAILED, "no such output");
  }

  @Test
  void lossesMetByOneAttemptOfAStageCountOnce() {
    fixture = fixtureWithCores(8);
    fixture.submit(chain("q", 5, 5));
    for (int i = 0; i < 5; i++) {
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 5; i++) {
      fixture.fetchFails(1, i, 0, i);
    }
    for (int i = 0; i < 5; i++) {
      fixture.succeed(0, i);
    }
    for (int i = 0; i < 5; i++) {
      fixture.succeed(1, i);
    }
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(5, fixture.report().recomputedOutputs());
    assertEquals(2, fixture.report().details().stages().get(1).stageAttempts());
  }

  @Test
  void completedStageForgetsItsFailedAttempts() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1, 1, 1));
    fixture.succeed(0, 0);
    for (int i = 0; i < 4; i++) {
      fixture.fetchFails(1, 0, 0, 0);
      fixture.succeed(0, 0);
    }
    fixture.succeed(1, 0);
    // stage 1 was complete; a loss of its output makes it run, and meet losses, again
    fixture.fetchFails(2, 0, 1, 0);
    for (int i = 0; i < 4; i++) {
      fixture.fetchFails(1, 0, 0, 0);
      fixture.succeed(0, 0);
    }
    fixture.succeed(1, 0);
    fixture.succeed(2, 0);
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void staleFetchFailureChangesNothing() {
    fixture = fixtureWithCores(4);
    fixture.submit(chain("q", 1, 2));
    fixture.succeed(0, 0);
    TaskId slow = fixture.launch(1, 1).id();
    TaskLaunch slowLaunch = fixture.launch(1, 1);
    fixture.fetchFails(1, 0, 0, 0);
    fixture.succeed(0, 0);
    assertEquals("1", fixture.generations(1, 0, 0));
    // the second reader meets the same loss only now: generation 0, replaced since
    fixture.end(
        slow,
        new TaskOutcome.FetchFailed(
            slowLaunch.inputs().get(0).getFirst().output().id(), SERVICE_A, Kind.LOST, "late"));
    assertFalse(fixture.runs(0, 0), "nothing is lost any more");
    assertEquals("1", fixture.generations(1, 1, 0));
    assertEquals(1, fixture.events(SchedulerEvent.OutputLost.class));
  }

  @Test
  void serviceThatTwiceDoesNotAnswerIsTakenForLostWithAllItHolds() {
    fixture.addExecutor("a", SERVICE_A);
    fixture.addExecutor("b", SERVICE_B);
    fixture.submit(chain("q", 6, 2));
    for (int i = 0; i < 6; i++) {
      fixture.succeed(0, i);
    }
    fixture.fetchFails(1, 1, 0, 0, Kind.UNREACHABLE);
    assertEquals(1, fixture.events(SchedulerEvent.OutputLost.class));
    fixture.fetchFails(1, 0, 0, 2, Kind.UNREACHABLE);
    assertEquals(3, fixture.events(SchedulerEvent.OutputLost.class), "0, 2 and 4 were with A");
  }

  @Test
  void readingFromAServiceBeginsItsCountAnew() {
    fixture = fixtureWithCores(4);
    fixture.submit(chain("q", 3, 3));
    for (int i = 0; i < 3; i++) {
      fixture.succeed(0, i);
    }
    fixture.fetchFails(1, 0, 0, 0, Kind.UNREACHABLE);
    fixture.succeed(1, 1);
    fixture.fetchFails(1, 2, 0, 1, Kind.UNREACHABLE);
    assertEquals(2, fixture.events(SchedulerEvent.OutputLost.class));
  }

  @Test
  void writingForAServiceIsNoAnswerOfIt() {
    fixture.addExecutor("a", SERVICE_A);
    fixture.submit(chain("q", 3, 1));
    for (int i = 0; i < 3; i++) {
      fixture.succeed(0, i);
    }
    fixture.fetchFails(1, 0, 0, 0, Kind.UNREACHABLE);
    fixture.succeed(0, 0); // an executor writes without the service
    fixture.fetchFails(1, 0, 0, 1, Kind.UNREACHABLE);
    assertEquals(4, fixture.events(SchedulerEvent.OutputLost.class), "0, then all three");
  }

  @Test
  void serviceThatDoesNotAnswerAndHasNoExecutorIsLostAtOnce() {
    fixture.addExecutor("a", SERVICE_A);
    fixture.addExecutor("b", SERVICE_B);
    fixture.submit(chain("q", 6, 1));
    for (int i = 0; i < 6; i++) {
      fixture.succeed(0, i);
    }
    fixture.running.clear();
    fixture.loseExecutor("a");
    fixture.fetchFails(1, 0, 0, 0, Kind.UNREACHABLE);
    assertEquals(3, fixture.events(SchedulerEvent.OutputLost.class), "0, 2 and 4 were with A");
  }

  @Test
  void noExecutorForTheStatedTimeFailsTheJobWithOneSentence() {
    fixture.submit(chain("q6", 1));
    fixture.wait(Duration.ofMillis(29_999));
    assertNull(fixture.failure);
    fixture.wait(Duration.ofMillis(2));
    fixture.assertFailedWith(ErrorCode.WORKER_LOST, "no executor to run on");
    fixture.assertFailedWith(ErrorCode.WORKER_LOST, "job=q6");
  }

  @Test
  void executorThatComesInTimeSavesTheJobAndTheClockStartsAnew() {
    fixture.submit(chain("q", 1));
    fixture.wait(Duration.ofSeconds(29));
    fixture.addExecutor("e1", SERVICE_A);
    fixture.wait(Duration.ofSeconds(60));
    fixture.loseExecutor("e1");
    fixture.running.clear();
    fixture.wait(Duration.ofSeconds(29));
    fixture.addExecutor("e2", SERVICE_A);
    fixture.succeed(0, 0);
    fixture.loseExecutor("e2");
    // the root needs none
    fixture.wait(Duration.ofSeconds(60));
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(List.of(0), fixture.ended);
  }

  private static SchedulerFixture fixtureWithCores(int cores) {
    SchedulerFixture fixture = new SchedulerFixture(SchedulerConfig.defaults().withTaskCores(1));
    fixture.addExecutor("e1", cores, SERVICE_A);
    return fixture;
  }
}
