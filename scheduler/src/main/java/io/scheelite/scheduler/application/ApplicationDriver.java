package io.scheelite.scheduler.application;

import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.fault.FaultSite;
import io.scheelite.scheduler.fault.Faults;
import io.scheelite.scheduler.job.JobFailedException;
import io.scheelite.scheduler.job.JobScheduler;
import io.scheelite.scheduler.job.SchedulerConfig;
import io.scheelite.scheduler.job.SchedulerEvent;
import io.scheelite.scheduler.job.TaskLaunch;
import io.scheelite.scheduler.launch.ClusterException;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.TaskDescription;
import io.scheelite.scheduler.message.TaskId;
import io.scheelite.scheduler.message.TaskOutcome;
import io.scheelite.scheduler.message.WireFailure;
import io.scheelite.scheduler.network.Connection;
import io.scheelite.scheduler.network.Network;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The logic of an application: a state machine on one event loop.
 *
 * <p>It registers with the master, connects to the executors it is told of, and runs jobs on them.
 * When the master is lost, jobs go on with the executors there are, which are left when no job runs
 * for a while; when the master says that the cluster ends, jobs fail.
 */
final class ApplicationDriver {
  private static final System.Logger LOG = System.getLogger(ApplicationDriver.class.getName());
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /**
   * What the driver works with.
   *
   * @param name of the application, for people
   * @param master where the master listens
   */
  record Setting(
      String name,
      ServiceAddress master,
      EventLoop loop,
      Network network,
      SchedulerConfig scheduler,
      Faults faults) {}

  private final Setting setting;
  private final EventLoop loop;
  private final ApplicationLink master;
  private final CompletableFuture<String> registered = new CompletableFuture<>();
  private final Map<Integer, ClusterJob> jobs = new HashMap<>();
  private final MasterlessTime masterless;
  private @Nullable JobScheduler scheduler;
  private @Nullable ExecutorLinks executors;
  private @Nullable ScheeliteException ended;
  private volatile int slots = 1;

  ApplicationDriver(Setting setting) {
    this.setting = setting;
    this.loop = setting.loop();
    this.masterless = new MasterlessTime(loop, this::leave);
    this.master =
        new ApplicationLink(
            setting.name(), setting.master(), loop, setting.network(), new Master());
  }

  /** Registers with the master. */
  void connect() {
    master.open();
  }

  /** The application's id, or why there is none. */
  CompletableFuture<String> registered() {
    return registered;
  }

  /** The most executors there were at a time, at least 1. From any thread. */
  int slots() {
    return slots;
  }

  private final class Master implements ApplicationLink.Listener {
    @Override
    public void registered(Message.ApplicationRegistered answer) {
      if (scheduler == null) {
        begin(answer.application(), answer.executors());
      } else {
        returned(answer);
      }
    }

    @Override
    public void received(Message message) {
      switch (message) {
        case Message.ExecutorAdded(ExecutorInfo info) -> add(info);
        case Message.ExecutorLost(String id, String reason) -> {
          if (executors != null) {
            executors.remove(id, reason);
          }
        }
        case Message.ShuffleServiceLost(ServiceAddress address, String reason) ->
            scheduler().serviceLost(address, reason);
        case Message.Stopping _ ->
            end(new JobFailedException(ErrorCode.WORKER_LOST, "the cluster was stopped"));
        default -> throw new IllegalArgumentException("not for applications: " + message);
      }
    }

    @Override
    public void lost() {
      masterless.masterLost();
    }

    @Override
    public void refused(ScheeliteException reason) {
      registered.completeExceptionally(reason);
      end(reason);
    }
  }

  private void returned(Message.ApplicationRegistered answer) {
    if (executors == null || ended != null) {
      return;
    }
    masterless.masterBack();
    executors.returned(answer.executors(), answer.known());
    if (!answer.known()) {
      scheduler().allOutputsLost("the application was taken for dead");
    }
  }

  private void begin(String application, List<ExecutorInfo> infos) {
    scheduler = new JobScheduler(loop, application, setting.scheduler(), this::happened);
    executors =
        new ExecutorLinks(application, loop, setting.network(), SILENCE, new Executors(scheduler));
    infos.forEach(this::add);
    registered.complete(application);
  }

  private void add(ExecutorInfo info) {
    if (executors != null) {
      executors.add(info);
      // one that dies is replaced: until then, its share of a query is run by the others
      slots = Math.max(slots, executors.size());
    }
  }

  private final class Executors implements ExecutorLinks.Listener {
    private final JobScheduler jobScheduler;

    Executors(JobScheduler jobScheduler) {
      this.jobScheduler = jobScheduler;
    }

    @Override
    public void ready(ExecutorInfo info, Connection connection) {
      RemoteExecutor.Tasks tasks =
          new RemoteExecutor.Tasks(ApplicationDriver.this::describe, this::notSent);
      jobScheduler.executorAdded(new RemoteExecutor(info, connection, tasks));
    }

    /** The scheduler is in the middle of something: it hears of it later. */
    private void notSent(TaskId task, RuntimeException reason) {
      TaskOutcome outcome = new TaskOutcome.Failed(WireFailure.of(reason));
      loop.execute(() -> jobScheduler.taskEnded(task, outcome));
    }

    @Override
    public void lost(String executor, String reason) {
      jobScheduler.executorLost(executor, reason);
    }

    @Override
    public void taskEnded(TaskId task, TaskOutcome outcome) {
      jobScheduler.taskEnded(task, outcome);
    }
  }

  private TaskDescription describe(TaskLaunch launch) {
    ClusterJob job = jobs.get(launch.id().job());
    if (job == null) {
      throw new IllegalStateException("task of a job that is not known: id=" + launch.id());
    }
    return job.stages().describe(launch);
  }

  private void happened(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.StageCompleted completed) {
      var _ = setting.faults().fire(FaultSite.stage(completed.job(), completed.stage()));
    } else if (event instanceof SchedulerEvent.TaskRetried retried) {
      LOG.log(
          Level.INFO,
          "task runs again: {0} reason={1} {2}",
          retried.attempt(),
          retried.reason(),
          retried.detail());
    }
  }

  /** The scheduler, once the application is registered. */
  JobScheduler scheduler() {
    if (scheduler == null) {
      throw new IllegalStateException("application is not registered");
    }
    return scheduler;
  }

  /** Runs a job. */
  @SuppressWarnings("IllegalCatch")
  void submit(ClusterJob job) {
    if (ended != null) {
      job.root().failInputs(ended);
      return;
    }
    try {
      job.submit();
      jobs.put(job.number(), job);
      masterless.jobs(jobs.size());
    } catch (RuntimeException failure) { // else the query would wait for ever
      job.root().failInputs(WireFailure.of(failure).toException());
    }
  }

  /** A job is over: nothing of it is launched any more. */
  void forget(ClusterJob job) {
    jobs.remove(job.number());
    masterless.jobs(jobs.size());
  }

  /** The executors wait for it to end, and without a master nobody replaces them anyway. */
  private void leave() {
    end(
        new ClusterException(
            ErrorCode.WORKER_LOST,
            "the master is gone and the application has left the cluster, start it again and"
                + " connect anew: master="
                + setting.master()
                + " idleSeconds="
                + MasterlessTime.LIMIT.toSeconds()));
    master.close();
    if (executors != null) {
      executors.close();
    }
  }

  private void end(ScheeliteException failure) {
    if (ended != null) {
      return;
    }
    ended = failure;
    List.copyOf(jobs.keySet()).forEach(job -> scheduler().fail(job, failure));
  }

  /** Ends all jobs and all connections. */
  void close() {
    end(new JobFailedException(ErrorCode.CANCELLED, "application ended"));
    if (executors != null) {
      executors.close();
    }
    master.close();
  }
}
