package io.scheelite.scheduler.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.simulation.EventQueue;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A shuffle service that hangs is replaced like one that died. */
final class ShuffleServiceKeeperTest {
  private static final ServiceAddress SERVICE = ServiceAddress.local(20_001);
  private static final ServiceAddress ELSEWHERE = ServiceAddress.local(20_002);

  private final EventQueue queue = new EventQueue(1);
  private final List<String> seen = new ArrayList<>();
  private boolean answers = true;
  private boolean portIsTaken;
  private boolean hangsAtStart;

  private final ShuffleServiceKeeper keeper =
      new ShuffleServiceKeeper(
          WorkerConfig.of("w", ClusterFolder.at(Path.of("simulated")), SERVICE, 1, 1 << 20),
          queue.loop(),
          this::launch,
          new Told(),
          service ->
              answers
                  ? CompletableFuture.completedFuture(null)
                  : CompletableFuture.failedFuture(new IllegalStateException("no answer")));

  private final class Told implements ShuffleServiceKeeper.Listener {
    @Override
    public void serving(ServiceAddress address, long pid, @Nullable ServiceAddress before) {
      if (before == null) {
        seen.add("serving");
      } else {
        seen.add(before.equals(address) ? "again" : "moved");
      }
    }

    @Override
    public void ended() {
      seen.add("ended");
    }
  }

  private ChildProcess launch(ChildSpec spec, ChildListener listener) {
    if (portIsTaken && spec.arguments().contains("--port")) {
      seen.add("no port");
      var _ = queue.after(1, () -> listener.exited(1));
    } else if (!hangsAtStart) {
      ServiceAddress address = portIsTaken ? ELSEWHERE : SERVICE;
      var _ = queue.after(1, () -> listener.ready(address.toString()));
    }
    return new ChildProcess() {
      @Override
      public long pid() {
        return 1;
      }

      @Override
      public void drain() {}

      @Override
      public void stop() {
        var _ = queue.after(1, () -> listener.exited(0));
      }

      @Override
      public void kill() {
        seen.add("killed");
        answers = true;
        hangsAtStart = false;
        var _ = queue.after(1, () -> listener.exited(137));
      }
    };
  }

  @Test
  void killsAServiceThatDoesNotAnswerAndStartsAnother() {
    keeper.start();
    queue.run(Duration.ofSeconds(60));
    assertEquals(List.of("serving"), seen);
    answers = false;
    queue.run(Duration.ofSeconds(20));
    assertEquals(List.of("serving", "killed", "again"), seen);
    queue.run(Duration.ofSeconds(60));
    keeper.close();
    queue.run(Duration.ofSeconds(60));
    assertEquals(List.of("serving", "killed", "again", "ended"), seen);
  }

  @Test
  void killsAServiceThatHangsWhileItStarts() {
    hangsAtStart = true;
    keeper.start();
    queue.run(Duration.ofSeconds(55));
    assertEquals(List.of(), seen); // machines may be busy
    queue.run(Duration.ofSeconds(10));
    assertEquals(List.of("killed", "serving"), seen);
  }

  @Test
  void movesWhenAnotherProcessHasThePort() {
    keeper.start();
    queue.run(Duration.ofSeconds(10));
    portIsTaken = true;
    answers = false;
    queue.run(Duration.ofSeconds(20));
    assertEquals(List.of("serving", "killed", "no port", "no port", "no port", "moved"), seen);
    assertEquals(ELSEWHERE, keeper.address());
  }
}
