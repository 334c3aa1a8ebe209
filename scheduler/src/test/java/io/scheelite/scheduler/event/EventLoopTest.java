package io.scheelite.scheduler.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.scheduler.simulation.EventQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventLoopTest {
  private final EventQueue queue = new EventQueue(1);
  private final EventLoop loop = queue.loop();
  private final List<String> seen = new ArrayList<>();

  @Test
  void actionsRunInTheirOrderAndTimersInThatOfTime() {
    var _ = loop.schedule(Duration.ofSeconds(2), () -> seen.add("late"));
    var _ = loop.schedule(Duration.ofSeconds(1), () -> seen.add("early"));
    loop.execute(() -> seen.add("first"));
    loop.execute(() -> seen.add("second"));
    queue.run(Duration.ofSeconds(3));
    assertEquals(List.of("first", "second", "early", "late"), seen);
  }

  @Test
  void cancelledTimerDoesNotRunEvenWhenItWaitsInTheQueueAlready() {
    EventLoop busy =
        new EventLoop(action -> queue.after(1_000_000_000L, action), queue, queue.random());
    Runnable cancel = busy.schedule(Duration.ofSeconds(1), () -> seen.add("timer"));
    var _ = queue.after(1_500_000_000L, cancel);
    queue.run(Duration.ofSeconds(5));
    assertEquals(List.of(), seen);
  }

  @Test
  void repeatedActionRunsUntilItIsStopped() {
    Runnable stop = loop.every(Duration.ofSeconds(1), () -> seen.add("tick"));
    queue.run(Duration.ofMillis(3_500));
    stop.run();
    queue.run(Duration.ofSeconds(5));
    assertEquals(List.of("tick", "tick", "tick"), seen);
  }

  @Test
  void repeatedActionMayStopItself() {
    List<Runnable> stop = new ArrayList<>();
    stop.add(
        loop.every(
            Duration.ofSeconds(1),
            () -> {
              seen.add("tick");
              stop.getFirst().run();
            }));
    queue.run(Duration.ofSeconds(5));
    assertEquals(List.of("tick"), seen);
  }

  @Test
  void repeatedActionThatFailsRunsAgain() {
    EventLoop careful =
        new EventLoop(action -> queue.after(0, () -> run(action)), queue, queue.random());
    var _ =
        careful.every(
            Duration.ofSeconds(1),
            () -> {
              seen.add("tick");
              throw new IllegalStateException("planted");
            });
    queue.run(Duration.ofMillis(2_500));
    assertEquals(List.of("tick", "failed", "tick", "failed"), seen);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } catch (IllegalStateException e) {
      seen.add("failed");
    }
  }

  @Test
  void standstillOfTheProcessIsNoticedOnce() {
    Standstill standstill = new Standstill(Duration.ofSeconds(1), 0);
    assertFalse(standstill.isOver(2_900_000_000L));
    assertTrue(standstill.isOver(12_000_000_000L));
    assertFalse(standstill.isOver(13_000_000_000L));
  }
}
