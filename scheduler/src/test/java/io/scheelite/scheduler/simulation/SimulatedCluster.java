package io.scheelite.scheduler.simulation;

import io.scheelite.scheduler.executor.ExecutorNode;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.folder.ClusterFolder;
import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.launch.ChildListener;
import io.scheelite.scheduler.launch.ChildProcess;
import io.scheelite.scheduler.launch.ChildSpec;
import io.scheelite.scheduler.master.MasterConfig;
import io.scheelite.scheduler.master.MasterNode;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.worker.WorkerConfig;
import io.scheelite.scheduler.worker.WorkerNode;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * The processes of a cluster: the real master, workers and executors, each on a simulated process,
 * and simulated shuffle services. Parents start children and learn of their deaths; children learn
 * of the deaths of parents.
 */
final class SimulatedCluster {
  private static final long MILLIS = 1_000_000;
  private static final int KILLED = 137;

  /** A service on one address: is it up, and since when. */
  static final class ServiceState {
    final String worker;
    SimulatedProcess process;
    boolean up;
    long upSince;

    ServiceState(String worker, SimulatedProcess process) {
      this.worker = worker;
      this.process = process;
    }
  }

  private final SimulationWorld world;
  private final List<Child> children = new ArrayList<>();
  private final Map<String, SimulatedDisk> disks = new TreeMap<>();
  private final Map<ServiceAddress, ServiceState> services = new LinkedHashMap<>();
  private final SimulatedProcess masterProcess;
  private final ServiceAddress master;
  private long pids = 1_000;

  SimulatedCluster(SimulationWorld world) {
    this.world = world;
    this.masterProcess = new SimulatedProcess(world.queue(), "master");
    world.network().register(masterProcess);
    WorldOptions options = world.options();
    long memory = 1L << 30;
    MasterConfig config =
        MasterConfig.of(
            ClusterFolder.at(Path.of("simulated")),
            options.numWorkers() * options.executorsPerWorker(),
            new MasterConfig.Resources(options.cores(), memory),
            options.numWorkers(),
            new MasterConfig.Resources(
                options.cores() * options.executorsPerWorker(),
                memory * options.executorsPerWorker()));
    MasterNode node =
        new MasterNode(
            config,
            masterProcess.loop(),
            new ProcessNetwork(masterProcess, world.network()),
            (spec, listener) -> launch(masterProcess, spec, listener),
            Faults.none(),
            new MasterOwner());
    this.master = node.start();
  }

  private static final class MasterOwner implements MasterNode.Owner {
    @Override
    public void complete() {}

    @Override
    public void sweepApplications() {}

    @Override
    public List<String> firedFaults() {
      return List.of();
    }

    @Override
    public void stopped() {
      throw new AssertionError("nobody has stopped the master");
    }
  }

  ServiceAddress master() {
    return master;
  }

  SimulatedProcess masterProcess() {
    return masterProcess;
  }

  boolean masterLives() {
    return masterProcess.isAlive();
  }

  void killMaster() {
    masterProcess.kill();
  }

  /** Living processes of a role. */
  List<Child> living(ProcessRole role) {
    return new ArrayList<>(
        children.stream()
            .filter(child -> child.process.isAlive() && child.begun && child.spec.role() == role)
            .toList());
  }

  Iterable<SimulatedDisk> disks() {
    return disks.values();
  }

  /** Whether a service may have been out of reach at some time since then. */
  boolean wasDownSince(ServiceAddress address, long time) {
    ServiceState state = services.get(address);
    return state == null || !state.up || state.upSince >= time;
  }

  SimulatedDisk disk(ServiceAddress address) {
    ServiceState state = services.get(address);
    if (state == null) {
      throw new AssertionError("no such service: " + address);
    }
    return diskOf(state.worker);
  }

  private SimulatedDisk diskOf(String worker) {
    return disks.computeIfAbsent(worker, id -> new SimulatedDisk());
  }

  int numRunningTasks() {
    return children.stream().mapToInt(child -> child.process.isAlive() ? child.tasks() : 0).sum();
  }

  // ------------------------------------------------------- processes

  private ChildProcess launch(SimulatedProcess parent, ChildSpec spec, ChildListener listener) {
    Child child = new Child(parent, spec, listener, pids++);
    children.add(child);
    long startup = 100 * MILLIS + world.random().nextLong(800 * MILLIS);
    var _ = child.process.after(startup, child::begin);
    return child;
  }

  /** A child process and what its parent and it know of each other. */
  final class Child implements ChildProcess {
    private final SimulatedProcess parent;
    private final ChildSpec spec;
    private final ChildListener listener;
    private final long pid;
    private final SimulatedProcess process;
    private final Map<String, String> arguments = new TreeMap<>();
    private Runnable whenStopped = () -> {};
    private Runnable whenDrained = () -> {};
    private Runnable whenOrphaned = () -> {};
    private SimulatedTaskRunner runner;
    private boolean begun;
    private boolean drained;
    private int status = KILLED;

    @SuppressWarnings("NullAway.Init") // only executors have a runner
    Child(SimulatedProcess parent, ChildSpec spec, ChildListener listener, long pid) {
      this.parent = parent;
      this.spec = spec;
      this.listener = listener;
      this.pid = pid;
      this.process = new SimulatedProcess(world.queue(), spec.id() + "#" + pid);
      for (int i = 0; i + 1 < spec.arguments().size(); i += 2) {
        arguments.put(spec.arguments().get(i), spec.arguments().get(i + 1));
      }
      whenStopped = () -> exit(0);
      world.network().register(process);
      process.atDeath(
          () -> parent.after(world.random().nextLong(20 * MILLIS), () -> listener.exited(status)));
      parent.atDeath(
          () ->
              process.after(
                  world.random().nextLong(20 * MILLIS),
                  () -> {
                    if (!drained) {
                      whenOrphaned.run();
                    }
                  }));
      whenOrphaned = () -> exit(0);
    }

    SimulatedProcess process() {
      return process;
    }

    int tasks() {
      return runner == null ? 0 : runner.numRunning();
    }

    private void begin() {
      begun = true;
      world.trace("started " + process.name());
      switch (spec.role()) {
        case WORKER -> beginWorker();
        case EXECUTOR -> beginExecutor();
        case SHUFFLE -> beginService();
        case MASTER -> throw new AssertionError("masters are nobody's children");
      }
      if (drained) {
        whenDrained.run(); // the word waited in the pipe
      }
    }

    private void beginWorker() {
      String id = argument("--id");
      WorkerConfig config =
          WorkerConfig.of(
              id,
              ClusterFolder.at(Path.of("simulated")),
              ServiceAddress.parse(argument("--master")),
              Integer.parseInt(argument("--cores")),
              Long.parseLong(argument("--memory")));
      WorkerNode node =
          new WorkerNode(
              config,
              process.loop(),
              new ProcessNetwork(process, world.network()),
              (childSpec, childListener) -> launch(process, childSpec, childListener),
              Faults.none(),
              new WorkerOwner(this, id, SimulatedCluster.this),
              pid);
      whenDrained = node::drain;
      whenOrphaned = node::drain;
      whenStopped = node::stop;
      node.start();
    }

    private void beginExecutor() {
      ServiceAddress service = ServiceAddress.parse(argument("--shuffle"));
      SimulatedWire wire = new SimulatedWire(process, world.network());
      runner =
          new SimulatedTaskRunner(
              world,
              process.loop(),
              diskOf(argument("--worker")),
              service,
              world.fetcher(process, wire));
      ExecutorInfo template =
          new ExecutorInfo(
              argument("--id"),
              argument("--worker"),
              "",
              0,
              pid,
              Integer.parseInt(argument("--cores")),
              Long.parseLong(argument("--memory")),
              service);
      ExecutorNode node =
          new ExecutorNode(
              template,
              ServiceAddress.parse(argument("--master")),
              process.loop(),
              new ProcessNetwork(process, world.network()),
              runner,
              Faults.none(),
              new ExecutorOwner(this, SimulatedCluster.this));
      whenDrained = node::drain;
      whenStopped = node::stop;
      whenOrphaned = node::stop;
      node.start();
    }

    private void beginService() {
      String worker = argument("--worker");
      String port = arguments.get("--port");
      ServiceAddress address =
          ServiceAddress.local(port == null ? world.network().freePort() : Integer.parseInt(port));
      ServiceState state =
          services.computeIfAbsent(address, any -> new ServiceState(worker, process));
      state.up = true;
      state.process = process;
      state.upSince = world.queue().nanoTime();
      process.atDeath(() -> state.up = false);
      world.network().listen(process, address.port(), new SimulatedService(diskOf(worker)));
      tellReady(address.toString());
    }

    private void tellReady(String address) {
      var _ = parent.after(world.random().nextLong(20 * MILLIS), () -> listener.ready(address));
    }

    private String argument(String name) {
      String value = arguments.get(name);
      if (value == null) {
        throw new AssertionError("missing argument: " + name + " of " + spec);
      }
      return value;
    }

    private void exit(int newStatus) {
      status = newStatus;
      process.kill();
    }

    @Override
    public long pid() {
      return pid;
    }

    @Override
    public void drain() {
      drained = true;
      var _ = process.after(world.random().nextLong(20 * MILLIS), () -> whenDrained.run());
    }

    @Override
    public void stop() {
      var _ = process.after(world.random().nextLong(20 * MILLIS), () -> whenStopped.run());
    }

    @Override
    public void kill() {
      process.kill();
    }
  }

  private record WorkerOwner(Child child, String worker, SimulatedCluster cluster)
      implements WorkerNode.Owner {
    @Override
    public CompletableFuture<Void> ping(ServiceAddress service) {
      CompletableFuture<Void> answer = new CompletableFuture<>();
      ServiceState state = cluster.services.get(service);
      if (state != null) {
        // a frozen process answers late, a dead one never
        var _ =
            state.process.after(
                1_000_000, () -> child.process.after(1_000_000, () -> answer.complete(null)));
      }
      return answer;
    }

    @Override
    public void removeApplication(String application, ServiceAddress service) {
      cluster.diskOf(worker).deleteApplication(application);
    }

    @Override
    public void registered() {
      child.tellReady("");
    }

    @Override
    public void stopped() {
      child.exit(0);
    }
  }

  private record ExecutorOwner(Child child, SimulatedCluster cluster)
      implements ExecutorNode.Owner {
    @Override
    public void registered(ExecutorInfo self) {
      child.tellReady("");
    }

    @Override
    public CompletableFuture<Void> attach(String application) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void applicationGone(String application) {
      cluster.diskOf(child.argument("--worker")).deleteApplication(application);
    }

    @Override
    public void stopped() {
      child.exit(0);
    }
  }
}
