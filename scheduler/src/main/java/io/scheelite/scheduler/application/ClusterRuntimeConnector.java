package io.scheelite.scheduler.application;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.memory.WaitClock;
import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.operators.cluster.ClusterConnector;
import io.scheelite.operators.cluster.ClusterRuntime;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.event.LoopThread;
import io.scheelite.scheduler.exchange.FaultyTransport;
import io.scheelite.scheduler.fault.FaultRole;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.job.SchedulerConfig;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.network.NettyNetwork;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.client.NetworkShuffleTransport;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.client.ShuffleClientConfig;
import io.scheelite.shuffle.client.ShuffleControl;
import io.scheelite.shuffle.transport.FrameClient;
import io.scheelite.shuffle.transport.FrameConfig;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.shuffle.transport.TransportLoops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes an engine an application of a cluster, over the network. Found by ServiceLoader. */
public final class ClusterRuntimeConnector implements ClusterConnector {
  private static final long REGISTER_SECONDS = 15;

  /** For ServiceLoader. */
  public ClusterRuntimeConnector() {}

  @Override
  public Path spillDirectory(ClusterAddress master) {
    return ApplicationFolder.spillDirectory(master);
  }

  @Override
  public Path secretFile() {
    return ClusterFolder.ofUser().secretFile();
  }

  @Override
  public long connectionBytes() {
    return TransportLoops.BUFFER_BYTES;
  }

  @Override
  public ClusterRuntime connect(ClusterAddress master, LocalRuntime local, MemoryManager memory) {
    requireSecret(master);
    SharedSecret secret = SharedSecret.read(master.secretFile());
    ApplicationFolder folder = ApplicationFolder.of(master);
    Faults faults = Faults.fromEnvironment(FaultRole.DRIVER, "", folder.root());
    LoopThread thread = new LoopThread("scheelite-application");
    EventLoop loop =
        new EventLoop(
            thread, WaitClock.SYSTEM, new SplittableRandom(new SecureRandom().nextLong()));
    TransportLoops transport = TransportLoops.of("scheelite-net", 1, 1);
    Network network = new NettyNetwork(loop, transport, secret);
    ApplicationDriver driver =
        new ApplicationDriver(
            new ApplicationDriver.Setting(
                "pid-" + ProcessHandle.current().pid(),
                new ServiceAddress(master.host(), master.port()),
                loop,
                network,
                SchedulerConfig.defaults(),
                faults));
    FrameClient frames = new FrameClient(transport, FrameConfig.shuffle(), secret);
    NetworkShuffleTransport shuffle = new NetworkShuffleTransport(frames);
    ShuffleControl control = new ShuffleControl(frames, WaitClock.SYSTEM, Duration.ofSeconds(5));
    ShuffleClient client =
        new ShuffleClient(
            new FaultyTransport(shuffle, faults, WaitClock.SYSTEM),
            thread,
            WaitClock.SYSTEM,
            new SplittableRandom(new SecureRandom().nextLong()),
            ShuffleClientConfig.defaults());
    Runnable close =
        () -> {
          shuffle.close();
          control.close();
          loop.execute(network::close);
          thread.close();
          transport.close();
          folder.close();
        };
    register(driver, loop, master, close);
    return new ClusterApplication(driver, loop, local, client, control, close);
  }

  private static void requireSecret(ClusterAddress master) {
    if (Files.notExists(master.secretFile())) {
      throw new ClusterException(
          ErrorCode.INVALID_SETTING,
          "no cluster runs in the folder of that secret, start one with cluster start or name the"
              + " secret file of the cluster that is meant (--secret-file): secretFile="
              + master.secretFile()
              + " master="
              + master.host()
              + ":"
              + master.port());
    }
  }

  private static void register(
      ApplicationDriver driver, EventLoop loop, ClusterAddress master, Runnable close) {
    boolean registered = false;
    try {
      loop.execute(driver::connect);
      driver.registered().get(REGISTER_SECONDS, TimeUnit.SECONDS);
      registered = true;
    } catch (ExecutionException | CompletionException e) {
      throw e.getCause() instanceof ScheeliteException known
          ? known
          : new ClusterException(
              ErrorCode.INTERNAL, "application could not be registered: master=" + master, e);
    } catch (TimeoutException e) {
      throw new ClusterException(
          ErrorCode.WORKER_LOST,
          "the master does not answer: master=" + master + " seconds=" + REGISTER_SECONDS,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException(ErrorCode.CANCELLED, "interrupted while connecting", e);
    } finally {
      if (!registered) {
        close.run();
      }
    }
  }
}
