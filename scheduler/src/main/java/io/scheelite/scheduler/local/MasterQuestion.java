package io.scheelite.scheduler.local;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.LoopThread;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.ProcessStatus;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.NettyNetwork;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportLoops;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a master how its cluster is: one connection, one question, one answer. */
final class MasterQuestion implements ConnectionHandler {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final CompletableFuture<List<ProcessStatus>> answer = new CompletableFuture<>();

  private MasterQuestion() {}

  /**
   * All that the master knows of. Blocks for the answer.
   *
   * @throws ScheeliteException if the master is not there, or does not answer
   */
  static List<ProcessStatus> ask(ClusterAddress master) {
    SharedSecret secret = SharedSecret.read(master.secretFile());
    try (LoopThread thread = new LoopThread("scheelite-question");
        TransportLoops transport = TransportLoops.of("scheelite-question-net", 1, 0)) {
      EventLoop loop = new EventLoop(thread, WaitClock.SYSTEM, new SplittableRandom());
      NettyNetwork network = new NettyNetwork(loop, transport, secret);
      MasterQuestion question = new MasterQuestion();
      loop.execute(() -> network.connect(master.host(), master.port(), question));
      try {
        return question.await(master);
      } finally {
        loop.execute(network::close);
      }
    }
  }

  private List<ProcessStatus> await(ClusterAddress master) {
    try {
      return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ScheeliteException known
          ? known
          : new ClusterException(
              ErrorCode.INTERNAL, "master could not be asked: master=" + master, e);
    } catch (TimeoutException e) {
      throw new ClusterException(
          ErrorCode.WORKER_LOST,
          "the master does not answer: master=" + master + " seconds=" + LIMIT.toSeconds(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.CANCELLED, "interrupted while asking the master", e);
    }
  }

  @Override
  public void opened(Connection connection) {
    connection.send(new Message.AskStatus());
  }

  @Override
  public void received(Connection connection, Message message) {
    if (message instanceof Message.ClusterStatus status) {
      answer.complete(status.processes());
    } else {
      failed(
          new ClusterException(
              ErrorCode.INTERNAL,
              "unexpected answer of the master: type=" + message.getClass().getSimpleName()));
    }
  }

  @Override
  public void closed(Connection connection, String reason) {
    failed(
        new ClusterException(
            ErrorCode.WORKER_LOST, "the master ended the connection: reason=" + reason));
  }

  @Override
  public void failed(ScheeliteException reason) {
    answer.completeExceptionally(reason);
  }
}
