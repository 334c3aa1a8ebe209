package io.scheelite.scheduler.process;

import io.scheelite.operators.cluster.ClusterAddress;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessEntry;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.master.MasterConfig;
import io.scheelite.shuffle.transport.ServiceAddress;
import io.scheelite.shuffle.transport.SharedSecret;
import io.scheelite.testsupport.FilesBelow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A cluster in this JVM: a master, workers, shuffle services and executors on loopback. */
final class MiniCluster implements AutoCloseable {
  private static final long EXECUTOR_BYTES = 384L << 20;
  private static final int PATIENCE_SECONDS = 60;

  private final ClusterFolder folder;
  private final ProcessShell master;
  private final ServiceAddress address;
  private final Map<String, InProcessLauncher.Child> children = InProcessLauncher.registry();

  private MiniCluster(Path root, int executors, int workers, long shuffleQuotaBytes)
      throws IOException {
    folder = ClusterFolder.at(root.resolve("cluster"));
    folder.create();
    SharedSecret.create(folder.secretFile());
    CompletableFuture<String> ready = new CompletableFuture<>();
    master = new ProcessShell(ProcessRole.MASTER, "master", folder, ready::complete);
    MasterConfig config =
        MasterConfig.of(
                folder,
                executors,
                new MasterConfig.Resources(1, EXECUTOR_BYTES),
                workers,
                new MasterConfig.Resources(executors, executors * EXECUTOR_BYTES))
            .withShuffleQuota(shuffleQuotaBytes);
    Master.start(master, config, new InProcessLauncher(master.loop(), children));
    address = ServiceAddress.parse(ready.join());
  }

  /** Starts one and waits until all executors are there. */
  static MiniCluster start(Path root, int executors, int workers) throws Exception {
    return start(root, executors, workers, Long.MAX_VALUE);
  }

  /** The same with a bound for the map outputs of an application on a worker. */
  static MiniCluster start(Path root, int executors, int workers, long shuffleQuotaBytes)
      throws Exception {
    MiniCluster cluster = new MiniCluster(root, executors, workers, shuffleQuotaBytes);
    cluster.awaitExecutors(executors);
    return cluster;
  }

  /** Waits until so many executors are registered. */
  void awaitExecutors(int wanted) throws Exception {
    await("executors", () -> readyExecutors().count() >= wanted);
  }

  /** Waits until this one is registered. */
  void awaitExecutor(String id) throws Exception {
    await(id, () -> readyExecutors().anyMatch(entry -> entry.id().equals(id)));
  }

  /** Waits until a process listens elsewhere than before. */
  void awaitMoved(String id, int port) throws Exception {
    await(
        id,
        () ->
            folder.processes().stream()
                .filter(entry -> entry.id().equals(id) && entry.ready())
                .anyMatch(entry -> ServiceAddress.parse(entry.address()).port() != port));
  }

  /** Where a process listens. */
  int port(String id) throws IOException {
    return folder.processes().stream()
        .filter(entry -> entry.id().equals(id))
        .map(entry -> ServiceAddress.parse(entry.address()).port())
        .findFirst()
        .orElseThrow();
  }

  /** Waits until no shuffle folder has outputs of an application. */
  void awaitNoApplication() throws Exception {
    await("end of applications", this::hasNoApplication);
  }

  private boolean hasNoApplication() throws IOException {
    return FilesBelow.folder(folder.root().resolve("shuffle")).stream()
        .noneMatch(file -> file.getFileName().toString().contains("app-"));
  }

  private void await(String what, Callable<Boolean> holds) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come: " + what + " there=" + folder.processes());
      }
      new CompletableFuture<Void>().completeOnTimeout(null, 10, TimeUnit.MILLISECONDS).join();
    }
  }

  private Stream<ProcessEntry> readyExecutors() throws IOException {
    return folder.processes().stream()
        .filter(entry -> entry.role() == ProcessRole.EXECUTOR)
        .filter(ProcessEntry::ready);
  }

  ClusterAddress address() {
    return new ClusterAddress(address.host(), address.port(), folder.secretFile());
  }

  /** Ends one of its "processes" without asking. */
  void kill(String id) {
    InProcessLauncher.Child child = children.get(id);
    if (child == null) {
      throw new AssertionError("no such child: id=" + id + " there=" + children.keySet());
    }
    child.kill();
  }

  /** Idempotent. */
  @Override
  public void close() throws Exception {
    master.stop();
    master.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    master.close();
  }
}
