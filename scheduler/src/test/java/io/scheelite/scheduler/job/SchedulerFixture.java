package io.scheelite.scheduler.job;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskMetrics;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.scheduler.simulation.EventQueue;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.client.MapOutputLocation;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scheduler on virtual time whose attempts a test ends one by one. */
final class SchedulerFixture implements JobObserver {
  static final String APPLICATION = "app-1";
  static final ServiceAddress SERVICE_A = ServiceAddress.local(7001);
  static final ServiceAddress SERVICE_B = ServiceAddress.local(7002);
  static final TaskMetrics METRICS = new TaskMetrics(1_000_000, 100, 10, 7, 70, 30, 0);

  /** An executor that remembers what it was told. */
  final class RecordingExecutor implements ExecutorHandle, RootLauncher {
    private final String id;
    private final int cores;
    private final ServiceAddress service;

    RecordingExecutor(String id, int cores, ServiceAddress service) {
      this.id = id;
      this.cores = cores;
      this.service = service;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int cores() {
      return cores;
    }

    @Override
    public ServiceAddress shuffleService() {
      return service;
    }

    @Override
    public void launch(TaskLaunch launch) {
      if (refusal != null) {
        throw refusal;
      }
      running.put(launch.id(), launch);
      where.put(launch.id(), this);
      launches.add(text(launch.id()) + "@" + id);
    }

    @Override
    public void cancel(TaskId attempt) {
      cancelled.add(text(attempt));
    }

    @Override
    public boolean rollBack(List<MapOutputId> stale) {
      rolledBack.addAll(stale);
      running.keySet().removeIf(id -> where.get(id) == this);
      return !handedOn;
    }
  }

  final EventQueue queue = new EventQueue(1);
  final Map<TaskId, TaskLaunch> running = new LinkedHashMap<>();
  final Map<TaskId, RecordingExecutor> where = new LinkedHashMap<>();
  final List<String> launches = new ArrayList<>();
  final List<String> cancelled = new ArrayList<>();
  final List<SchedulerEvent> events = new ArrayList<>();
  final List<Integer> ended = new ArrayList<>();
  final List<MapOutputId> rolledBack = new ArrayList<>();
  boolean handedOn;
  final List<String> unused = new ArrayList<>();
  final JobScheduler scheduler;
  final RecordingExecutor driver = new RecordingExecutor(JobScheduler.DRIVER, 1, SERVICE_A);
  @Nullable ScheeliteException failure;
  @Nullable ScheeliteException refusal;
  @Nullable JobReport report;

  SchedulerFixture() {
    this(SchedulerConfig.defaults());
  }

  SchedulerFixture(SchedulerConfig config) {
    this.scheduler = new JobScheduler(queue.loop(), APPLICATION, config, events::add);
  }

  /** Stages 0 … in a row, each reading the one before, and a root. */
  static JobSpec chain(String name, int... tasks) {
    List<StageSpec> stages = new ArrayList<>();
    for (int i = 0; i <= tasks.length; i++) {
      int numTasks = i == tasks.length ? 1 : tasks[i];
      stages.add(new StageSpec(i, numTasks, i == 0 ? List.of() : List.of(i - 1), null));
    }
    return new JobSpec(name, stages);
  }

  int submit(JobSpec spec) {
    int job = scheduler.submit(spec, driver, this);
    queue.settle();
    return job;
  }

  RecordingExecutor addExecutor(String id, ServiceAddress service) {
    return addExecutor(id, 1, service);
  }

  RecordingExecutor addExecutor(String id, int cores, ServiceAddress service) {
    RecordingExecutor executor = new RecordingExecutor(id, cores, service);
    scheduler.executorAdded(executor);
    queue.settle();
    return executor;
  }

  void loseExecutor(String id) {
    scheduler.executorLost(id, "killed");
    queue.settle();
  }

  void wait(Duration time) {
    queue.run(time);
  }

  /** The one running attempt of a task. */
  TaskLaunch launch(int stage, int task) {
    TaskLaunch found = null;
    for (TaskLaunch launch : running.values()) {
      if (launch.id().stage() == stage && launch.id().task() == task) {
        found = launch;
      }
    }
    assertNotNull(found, "not running: stage=" + stage + " task=" + task + " launches=" + launches);
    return found;
  }

  boolean runs(int stage, int task) {
    return running.keySet().stream().anyMatch(id -> id.stage() == stage && id.task() == task);
  }

  void succeed(int stage, int task) {
    succeed(stage, task, 1000L * stage + task, null);
  }

  void succeed(int stage, int task, long digest, byte @Nullable [] sample) {
    TaskLaunch launch = launch(stage, task);
    end(launch.id(), success(launch, digest, sample));
  }

  TaskOutcome success(TaskLaunch launch, long digest, byte @Nullable [] sample) {
    RecordingExecutor executor = where.get(launch.id());
    assertNotNull(executor);
    MapOutputId id =
        new MapOutputId(APPLICATION, launch.shuffle(), launch.id().task(), launch.generation());
    MapOutput output = new MapOutput(id, new long[] {10}, new long[] {1}, digest, 10);
    return new TaskOutcome.Succeeded(output, executor.shuffleService(), METRICS, sample);
  }

  void fail(int stage, int task, ErrorCode code, String message) {
    end(
        launch(stage, task).id(),
        new TaskOutcome.Failed(new WireFailure(code, message, "at far.away")));
  }

  void fail(int stage, int task) {
    fail(stage, task, ErrorCode.IO_ERROR, "disk is gone");
  }

  /** A running reader could not read a map output of one of its inputs. */
  void fetchFails(int stage, int task, int input, int map) {
    fetchFails(stage, task, input, map, ShuffleFetchException.Kind.LOST);
  }

  void fetchFails(int stage, int task, int input, int map, ShuffleFetchException.Kind kind) {
    TaskLaunch launch = launch(stage, task);
    List<MapOutputLocation> locations = launch.inputs().get(input);
    assertNotNull(locations);
    MapOutputLocation location = locations.get(map);
    end(
        launch.id(),
        new TaskOutcome.FetchFailed(
            location.output().id(), location.service(), kind, "no such output"));
  }

  void end(TaskId id, TaskOutcome outcome) {
    running.remove(id);
    scheduler.taskEnded(id, outcome);
    queue.settle();
  }

  void finishRoot() {
    TaskLaunch root =
        running.values().stream()
            .filter(launch -> where.get(launch.id()) == driver)
            .findFirst()
            .orElseThrow(() -> new AssertionError("root does not run: launches=" + launches));
    running.remove(root.id());
    scheduler.rootSucceeded(root.id(), METRICS);
    queue.settle();
  }

  /** Generations of the outputs that a running reader was given, as {@code 0,1,0}. */
  String generations(int stage, int task, int input) {
    List<MapOutputLocation> locations = launch(stage, task).inputs().get(input);
    assertNotNull(locations);
    List<String> generations = new ArrayList<>();
    locations.forEach(location -> generations.add("" + location.output().id().generation()));
    return String.join(",", generations);
  }

  /** What was launched since the last call. */
  List<String> newLaunches() {
    List<String> since = List.copyOf(launches);
    launches.clear();
    return since;
  }

  /** How many events of a type there were. */
  long events(Class<? extends SchedulerEvent> type) {
    return events.stream().filter(type::isInstance).count();
  }

  JobReport report() {
    assertNotNull(report, "job has not ended: launches=" + launches);
    return report;
  }

  ScheeliteException failure() {
    assertNotNull(failure, "job has not failed: launches=" + launches);
    return failure;
  }

  void assertFailedWith(ErrorCode code, String part) {
    assertTrue(failure().code() == code, () -> "code=" + failure().code());
    assertTrue(
        String.valueOf(failure().getMessage()).contains(part), () -> "" + failure().getMessage());
  }

  static String text(TaskId id) {
    return id.job() + "/" + id.stage() + "/" + id.task() + "." + id.attempt();
  }

  @Override
  public void jobEnded(int job, @Nullable ScheeliteException why, JobReport what) {
    ended.add(job);
    failure = why;
    report = what;
  }

  @Override
  public void outputsUnused(int job, Set<Integer> shuffles, Set<ServiceAddress> services) {
    unused.add(job + ": " + shuffles + " " + services.size());
  }
}
