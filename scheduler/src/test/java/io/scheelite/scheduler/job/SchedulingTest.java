package io.scheelite.scheduler.job;

import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_A;
import static io.scheelite.scheduler.job.SchedulerFixture.SERVICE_B;
import static io.scheelite.scheduler.job.SchedulerFixture.chain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.message.TaskOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs where and when, as long as nothing is lost; and how jobs end. */
final class SchedulingTest {
  private SchedulerFixture fixture = new SchedulerFixture();

  @Test
  void stagesRunAfterWhatTheyReadAndTheRootLast() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_B);
    fixture.submit(chain("q", 2, 1));
    assertEquals(List.of("0/0/0.0@e1", "0/0/1.0@e2"), fixture.newLaunches());
    fixture.succeed(0, 1);
    assertEquals(List.of(), fixture.newLaunches());
    fixture.succeed(0, 0);
    assertEquals(List.of("0/1/0.0@e1"), fixture.newLaunches());
    assertEquals("0,0", fixture.generations(1, 0, 0));
    fixture.succeed(1, 0);
    assertEquals(List.of("0/2/0.0@driver"), fixture.newLaunches());
    fixture.finishRoot();
    assertNull(fixture.failure);
    assertEquals(0, fixture.scheduler.liveAttempts());
    assertEquals(List.of("0: [0, 1] 2"), fixture.unused);
    assertFalse(fixture.report().hadTrouble());
    assertEquals(4, fixture.report().attempts());
    assertEquals(14, fixture.report().details().stages().get(0).rows());
    assertTrue(
        fixture.report().text().contains("stage 1: tasks=1 attempts=1 stage_attempts=1 rows=7"));
  }

  @Test
  void independentStagesRunSideBySide() {
    JobSpec spec =
        new JobSpec(
            "join",
            List.of(
                new StageSpec(0, 1, List.of(), null),
                new StageSpec(1, 1, List.of(), null),
                new StageSpec(2, 1, List.of(0, 1), null)));
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_A);
    fixture.submit(spec);
    assertEquals(List.of("0/0/0.0@e1", "0/1/0.0@e2"), fixture.newLaunches());
    fixture.succeed(1, 0);
    assertEquals(List.of(), fixture.newLaunches());
    fixture.succeed(0, 0);
    assertEquals(List.of("0/2/0.0@driver"), fixture.newLaunches());
  }

  @Test
  void earlierJobsAndThenLowerStagesGoFirst() {
    fixture.submit(chain("first", 2));
    fixture.submit(chain("second", 1));
    fixture.addExecutor("e1", SERVICE_A);
    assertEquals(List.of("0/0/0.0@e1"), fixture.newLaunches());
    fixture.succeed(0, 0);
    assertEquals(List.of("0/0/1.0@e1"), fixture.newLaunches());
    fixture.succeed(0, 1);
    assertEquals(List.of("0/1/0.0@driver", "1/0/0.0@e1"), fixture.newLaunches());
  }

  @Test
  void taskTakesAllCoresOfItsExecutorUnlessTold() {
    fixture.addExecutor("e1", 2, SERVICE_A);
    fixture.submit(chain("q", 2));
    assertEquals(List.of("0/0/0.0@e1"), fixture.newLaunches());
    assertEquals(2, fixture.launch(0, 0).cores());

    fixture = new SchedulerFixture(SchedulerConfig.defaults().withTaskCores(2));
    fixture.addExecutor("small", 1, SERVICE_A);
    fixture.addExecutor("large", 5, SERVICE_A);
    fixture.submit(chain("q", 4));
    assertEquals(List.of("0/0/0.0@large", "0/0/1.0@large", "0/0/2.0@small"), fixture.newLaunches());
    assertEquals(1, fixture.launch(0, 2).cores());
    fixture.succeed(0, 0);
    assertEquals(List.of("0/0/3.0@large"), fixture.newLaunches());
  }

  @Test
  void taskPrefersAnExecutorWhereItHasNotFailed() {
    fixture.addExecutor("bad", SERVICE_A);
    fixture.addExecutor("good", SERVICE_A);
    fixture.submit(chain("q", 2));
    fixture.newLaunches();
    fixture.fail(0, 0);
    // the executor is free, but the task waits for the other one
    assertEquals(List.of(), fixture.newLaunches());
    fixture.succeed(0, 1);
    assertEquals(List.of("0/0/0.1@good"), fixture.newLaunches());
    fixture.fail(0, 0);
    // it failed everywhere: any will do
    assertEquals(List.of("0/0/0.2@bad"), fixture.newLaunches());
  }

  @Test
  void avoidedExecutorIsUsedWhenNoOtherIsLeft() {
    fixture.addExecutor("bad", SERVICE_A);
    fixture.addExecutor("good", SERVICE_A);
    fixture.submit(chain("q", 2));
    fixture.newLaunches();
    fixture.fail(0, 0);
    fixture.running.remove(fixture.launch(0, 1).id());
    fixture.loseExecutor("good");
    assertEquals(List.of("0/0/0.1@bad"), fixture.newLaunches());
  }

  @Test
  void executorThatComesLateIsUsed() {
    fixture.submit(chain("q", 3));
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_B);
    assertEquals(List.of("0/0/0.0@e1", "0/0/1.0@e2"), fixture.newLaunches());
  }

  @Test
  void boundsComeFromTheSamplesInTheOrderOfTasksAndStayTheSame() {
    JobSpec spec =
        new JobSpec(
            "sort",
            List.of(
                new StageSpec(0, 3, List.of(), null),
                new StageSpec(1, 1, List.of(0), new StageSpec.RangeBoundsSource(0, this::joined)),
                new StageSpec(2, 1, List.of(1), null)));
    fixture.addExecutor("e1", 3, SERVICE_A);
    fixture.submit(spec);
    fixture.succeed(0, 0, 1, "a".getBytes(StandardCharsets.UTF_8));
    fixture.succeed(0, 1, 1, null);
    fixture.succeed(0, 2, 1, "c".getBytes(StandardCharsets.UTF_8));
    assertArrayEquals("ac".getBytes(StandardCharsets.UTF_8), fixture.launch(1, 0).bounds());
    fixture.fetchFails(1, 0, 0, 2);
    fixture.succeed(0, 2, 1, "x".getBytes(StandardCharsets.UTF_8));
    assertArrayEquals("ac".getBytes(StandardCharsets.UTF_8), fixture.launch(1, 0).bounds());
  }

  private byte[] joined(List<byte[]> samples) {
    StringBuilder text = new StringBuilder();
    samples.forEach(sample -> text.append(new String(sample, StandardCharsets.UTF_8)));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void boundsThatCannotBeFoundFailTheJob() {
    JobSpec spec =
        new JobSpec(
            "sort",
            List.of(
                new StageSpec(0, 1, List.of(), null),
                new StageSpec(
                    1,
                    1,
                    List.of(0),
                    new StageSpec.RangeBoundsSource(
                        0,
                        samples -> {
                          throw new JobFailedException(ErrorCode.CORRUPT_DATA, "bad sample");
                        })),
                new StageSpec(2, 1, List.of(1), null)));
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(spec);
    fixture.succeed(0, 0);
    fixture.assertFailedWith(ErrorCode.CORRUPT_DATA, "bad sample");
    assertEquals(0, fixture.scheduler.liveAttempts());
  }

  @Test
  void cancelStopsAttemptsAndDropsOutputsOnlyWhenTheLastHasStopped() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.addExecutor("e2", SERVICE_A);
    int job = fixture.submit(chain("q", 3));
    fixture.scheduler.cancel(job, "user pressed the button");
    fixture.scheduler.cancel(job, "again");
    fixture.queue.settle();
    fixture.assertFailedWith(ErrorCode.CANCELLED, "user pressed the button");
    assertEquals(List.of("0/0/0.0", "0/0/1.0"), fixture.cancelled);
    assertEquals(List.of(), fixture.unused);
    fixture.end(fixture.launch(0, 0).id(), new TaskOutcome.Cancelled());
    assertEquals(List.of(), fixture.unused);
    // one was done before the word reached it
    fixture.succeed(0, 1);
    assertEquals(List.of("0: [0] 1"), fixture.unused);
    assertEquals(List.of(0), fixture.ended);
    assertFalse(fixture.runs(0, 2));
  }

  @Test
  void lossOfAnExecutorEndsTheWaitForItsCancelledAttempts() {
    fixture.addExecutor("e1", SERVICE_A);
    int job = fixture.submit(chain("q", 1));
    fixture.scheduler.cancel(job, "no more");
    fixture.loseExecutor("e1");
    assertEquals(List.of("0: [0] 1"), fixture.unused);
    assertEquals(0, fixture.scheduler.liveAttempts());
  }

  @Test
  void coresOfACancelledAttemptAreFreeOnlyWhenItHasStopped() {
    fixture.addExecutor("e1", SERVICE_A);
    int job = fixture.submit(chain("first", 1));
    fixture.submit(chain("second", 1));
    fixture.newLaunches();
    fixture.scheduler.cancel(job, "no more");
    fixture.queue.settle();
    assertEquals(List.of(), fixture.newLaunches());
    fixture.end(fixture.launch(0, 0).id(), new TaskOutcome.Cancelled());
    assertEquals(List.of("1/0/0.0@e1"), fixture.newLaunches());
  }

  @Test
  void failureOfTheRootFailsTheJobAtOnce() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    fixture.succeed(0, 0);
    TaskLaunch root = fixture.launch(1, 0);
    fixture.running.remove(root.id());
    fixture.scheduler.rootFailed(
        root.id(), new JobFailedException(ErrorCode.MEMORY_LIMIT_EXCEEDED, "too large"));
    fixture.queue.settle();
    fixture.assertFailedWith(ErrorCode.MEMORY_LIMIT_EXCEEDED, "too large");
    assertEquals(1, fixture.unused.size());
  }

  @Test
  void nobodyWaitsForTheRootOfACancelledJob() {
    fixture.addExecutor("e1", SERVICE_A);
    int job = fixture.submit(chain("q", 1));
    fixture.succeed(0, 0);
    TaskLaunch root = fixture.launch(1, 0);
    fixture.scheduler.cancel(job, "no more");
    fixture.queue.settle();
    assertEquals(List.of("0/1/0.0"), fixture.cancelled);
    assertEquals(0, fixture.scheduler.liveAttempts());
    assertEquals(1, fixture.unused.size());
    fixture.scheduler.rootSucceeded(root.id(), SchedulerFixture.METRICS);
    fixture.assertFailedWith(ErrorCode.CANCELLED, "no more");
    assertEquals(List.of(0), fixture.ended);
  }

  @Test
  void jobOfARootAloneNeedsNoExecutor() {
    fixture.submit(new JobSpec("values", List.of(new StageSpec(0, 1, List.of(), null))));
    assertEquals(List.of("0/0/0.0@driver"), fixture.newLaunches());
    fixture.finishRoot();
    assertNull(fixture.failure);
  }

  @Test
  void outputOfAnotherIdIsAFailureOfTheTask() {
    fixture.addExecutor("e1", 2, SERVICE_A);
    fixture.submit(chain("q", 2));
    TaskLaunch launch = fixture.launch(0, 0);
    TaskLaunch wrong =
        new TaskLaunch(launch.id(), launch.shuffle(), 7, launch.inputs(), null, launch.cores());
    fixture.end(launch.id(), fixture.success(wrong, 1, null));
    assertEquals(1, fixture.events(SchedulerEvent.TaskRetried.class));
    assertTrue(fixture.runs(0, 0));
  }

  @Test
  void attemptThatCannotBeDescribedFailsTheJob() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.refusal = new JobFailedException(ErrorCode.UNSUPPORTED, "no codec for the table");
    fixture.submit(chain("q", 1));
    fixture.assertFailedWith(ErrorCode.UNSUPPORTED, "no codec for the table");
    assertEquals(0, fixture.scheduler.liveAttempts());
    assertEquals(1, fixture.unused.size());
  }

  @Test
  void closingCancelsAllJobs() {
    fixture.addExecutor("e1", SERVICE_A);
    fixture.submit(chain("q", 1));
    fixture.submit(chain("r", 1));
    fixture.scheduler.close();
    fixture.queue.settle();
    assertEquals(List.of(0, 1), fixture.ended);
    fixture.assertFailedWith(ErrorCode.CANCELLED, "application ended");
  }
}
