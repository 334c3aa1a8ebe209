package io.scheelite.scheduler.simulation;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.distributed.TaskAssignment;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.scheduler.application.LinkedExecutors;
import io.scheelite.scheduler.application.LinkedMaster;
import io.scheelite.scheduler.job.JobObserver;
import io.scheelite.scheduler.job.JobReport;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.RootLauncher;
import io.scheelite.scheduler.job.SchedulerConfig;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskInput;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.TaskOutput;
import io.scheelite.scheduler.network.ConnectionHandler;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An application: the real scheduler and the real connections to executors; root stages compute in
 * its own process.
 */
final class SimulatedApplication implements RootLauncher, JobObserver {
  /** What became of a job. */
  static final class Result {
    final SimulatedJob job;
    final int number;
    @Nullable List<Long> answer;
    @Nullable ScheeliteException failure;
    @Nullable JobReport report;
    boolean unused;

    Result(SimulatedJob job, int number) {
      this.job = job;
      this.number = number;
    }

    boolean isOver() {
      return report != null;
    }
  }

  private final SimulationWorld world;
  private final SimulatedProcess process;
  private final SimulatedWire wire;
  private final RowFetcher fetcher;
  private final Map<TaskId, Runnable> roots = new LinkedHashMap<>();
  private final List<Result> results = new ArrayList<>();
  private @Nullable String id;
  private @Nullable JobScheduler scheduler;
  private @Nullable LinkedExecutors executors;

  SimulatedApplication(SimulationWorld world, ServiceAddress masterAddress) {
    this.world = world;
    this.process = new SimulatedProcess(world.queue(), "application");
    world.network().register(process);
    this.wire = new SimulatedWire(process, world.network());
    this.fetcher = world.fetcher(process, wire);
    new LinkedMaster(
            process.loop(),
            world.options().bug() == PlantedBug.APPLICATION_STAYS_AWAY
                ? new FirstConnection(new ProcessNetwork(process, world.network()))
                : new ProcessNetwork(process, world.network()),
            masterAddress,
            this::registered,
            this::changed)
        .open();
  }

  SimulatedProcess process() {
    return process;
  }

  List<Result> results() {
    return results;
  }

  JobScheduler scheduler() {
    if (scheduler == null) {
      throw new AssertionError("application is not registered");
    }
    return scheduler;
  }

  int runningRoots() {
    return roots.size();
  }

  /** Ends the application, as its process would. */
  void end() {
    process.kill();
  }

  // ------------------------------------------------------- the master

  private void registered(Message.ApplicationRegistered answer) {
    if (scheduler == null) {
      begin(answer);
      return;
    }
    world.trace("application is back: known=" + answer.known());
    links().returned(answer.executors(), answer.known());
    if (!answer.known()) {
      scheduler().allOutputsLost("taken for dead");
    }
  }

  private void changed(Message message) {
    switch (message) {
      case Message.ExecutorAdded added -> links().add(added.executor());
      case Message.ExecutorLost lost -> links().remove(lost.executor(), lost.reason());
      case Message.ShuffleServiceLost lost ->
          scheduler().serviceLost(lost.address(), lost.reason());
      default -> throw new AssertionError("unexpected message: " + message);
    }
  }

  private LinkedExecutors links() {
    if (executors == null) {
      throw new AssertionError("application is not registered");
    }
    return executors;
  }

  private void begin(Message.ApplicationRegistered registered) {
    WorldOptions options = world.options();
    SchedulerConfig defaults = SchedulerConfig.defaults();
    SchedulerConfig config =
        new SchedulerConfig(
            options.bug() == PlantedBug.FAILURES_COUNTED_TOO_HIGH ? 2 : defaults.maxTaskFailures(),
            defaults.maxResourceFailures(),
            defaults.maxStageAttempts(),
            defaults.maxTaskAttempts(),
            defaults.noExecutorTimeout(),
            options.taskCores());
    id = registered.application();
    scheduler = new JobScheduler(process.loop(), id, config, world.truth());
    executors =
        new LinkedExecutors(
            id,
            process.loop(),
            new ProcessNetwork(process, world.network()),
            scheduler,
            this::describe,
            this::isTold,
            options.bug() == PlantedBug.LOST_EXECUTORS_KEPT);
    registered.executors().forEach(executors::add);
    for (int i = 0; i < options.numJobs(); i++) {
      SimulatedJob job = SimulatedJob.random(world.random(), "job-" + i, options.unstable());
      var _ = process.after(i * world.random().nextLong(1_000_000_000L), () -> submit(job));
    }
  }

  private boolean isTold(TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Succeeded succeeded) {
      world.located(succeeded.output().id(), succeeded.service());
    }
    return world.options().bug() != PlantedBug.FETCH_FAILURES_IGNORED
        || !(outcome instanceof TaskOutcome.FetchFailed);
  }

  // ------------------------------------------------------- jobs

  private void submit(SimulatedJob job) {
    // numbers are given in the order of submission
    results.add(new Result(job, results.size()));
    int number = scheduler().submit(job.spec(), this, this);
    world.check(number == results.size() - 1, "jobs are numbered in order: job=" + number);
  }

  private TaskDescription describe(TaskLaunch launch) {
    SimulatedJob job = world.job(launch.id().job());
    MapOutputId output =
        new MapOutputId(
            launch.id().application(), launch.shuffle(), launch.id().task(), launch.generation());
    int numPartitions = job.numPartitions(launch.id().stage());
    return new TaskDescription(
        launch.id(),
        job.spec().name(),
        new byte[0],
        new TaskAssignment(launch.id().task(), List.of(), List.of()),
        inputs(launch),
        new TaskOutput(
            output,
            new Distribution.Hash(List.of(0)),
            numPartitions,
            launch.bounds(),
            List.of(),
            0),
        new TaskDescription.Resources(launch.cores(), 1 << 20, 1_024));
  }

  private static List<TaskInput> inputs(TaskLaunch launch) {
    List<TaskInput> inputs = new ArrayList<>();
    launch.inputs().forEach((stage, outputs) -> inputs.add(new TaskInput(stage, outputs)));
    return inputs;
  }

  @Override
  public void launch(TaskLaunch launch) {
    TaskId root = launch.id();
    SimulatedJob job = world.job(root.job());
    roots.put(
        root,
        fetcher.fetch(
            job.wanted(root, inputs(launch), world.options().bug()),
            rows -> answer(root, job, rows),
            failure -> {
              roots.remove(root);
              TaskOutcome outcome =
                  new TaskOutcome.FetchFailed(
                      failure.output(), failure.service(), failure.kind(), failure.reason());
              if (isTold(outcome)) {
                scheduler().taskEnded(root, outcome);
              }
            }));
  }

  private void answer(TaskId root, SimulatedJob job, List<Long> rows) {
    roots.remove(root);
    List<Long> answer = new ArrayList<>(job.compute(root.stage(), 0, root.attempt(), rows));
    Collections.sort(answer);
    results.get(root.job()).answer = answer;
    scheduler().rootSucceeded(root, TaskMetrics.NONE);
  }

  @Override
  public void cancel(TaskId attempt) {
    Runnable stop = roots.remove(attempt);
    if (stop != null) {
      stop.run();
    }
  }

  /** Rows leave at the end alone, unless the schedule says that some have left before. */
  @Override
  public boolean rollBack(List<MapOutputId> stale) {
    int job = JobScheduler.jobOf(stale.getFirst().shuffle());
    if (world.random().nextInt(4) == 0) {
      world.rowsHandedOn(job);
      return false;
    }
    List.copyOf(roots.keySet()).stream().filter(root -> root.job() == job).forEach(this::cancel);
    return true;
  }

  @Override
  public void jobEnded(int job, @Nullable ScheeliteException failure, JobReport report) {
    Result result = results.get(job);
    world.check(!result.isOver(), "job ended twice: job=" + job);
    result.failure = failure;
    result.report = report;
  }

  @Override
  public void outputsUnused(int job, Set<Integer> shuffles, Set<ServiceAddress> services) {
    world.check(!results.get(job).unused, "outputs dropped twice: job=" + job);
    results.get(job).unused = true;
    services.forEach(service -> wire.tell(service, new SimulatedService.Drop(shuffles)));
  }

  /** Connects once. */
  private static final class FirstConnection implements Network {
    private final Network network;
    private boolean used;

    FirstConnection(Network network) {
      this.network = network;
    }

    @Override
    public Listener listen(ConnectionHandler handler) {
      return network.listen(handler);
    }

    @Override
    public void connect(String host, int port, ConnectionHandler handler) {
      if (!used) {
        used = true;
        network.connect(host, port, handler);
      }
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
