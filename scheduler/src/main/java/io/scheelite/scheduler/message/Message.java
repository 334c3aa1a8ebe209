package io.scheelite.scheduler.message;

import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.List;

/**
 * A message between two processes of a cluster. Immutable; {@link MessageCodec} knows every one.
 */
public sealed interface Message {
  // ---------------------------------------------------------------- applications and master

  /**
   * An application presents itself.
   *
   * @param name for people
   * @param pid of its process
   * @param application the id it was given when it was registered before; else empty
   */
  record RegisterApplication(String name, long pid, String application) implements Message {}

  /**
   * The master takes an application.
   *
   * @param application its id from now on
   * @param executors that it may use now; changes follow
   * @param known whether the master had it registered: if not, what it has written was deleted
   */
  record ApplicationRegistered(String application, List<ExecutorInfo> executors, boolean known)
      implements Message {
    /** Copies the list. */
    public ApplicationRegistered {
      executors = List.copyOf(executors);
    }
  }

  /** Applications may use another executor. */
  record ExecutorAdded(ExecutorInfo executor) implements Message {}

  /** An executor is gone. */
  record ExecutorLost(String executor, String reason) implements Message {}

  /**
   * A shuffle service is gone from an address, with its worker: what it served there is lost. One
   * that its worker starts again comes back to its address, and is not lost.
   */
  record ShuffleServiceLost(ServiceAddress address, String reason) implements Message {}

  /** An application ends in order. */
  record UnregisterApplication(String application) implements Message {}

  /** The answer to who must not take part; the connection is closed after it. */
  record Refused(WireFailure failure) implements Message {}

  // ---------------------------------------------------------------- workers and master

  /**
   * A worker presents itself, or does so again after it lost the connection.
   *
   * @param memoryBytes for all its executors, heaps included
   * @param shuffle where its shuffle service is
   * @param executors ids of those that run
   */
  record RegisterWorker(
      String worker,
      long pid,
      int cores,
      long memoryBytes,
      ServiceAddress shuffle,
      long shufflePid,
      List<String> executors)
      implements Message {
    /** Copies the list. */
    public RegisterWorker {
      executors = List.copyOf(executors);
    }

    /** With its shuffle service elsewhere. */
    public RegisterWorker withShuffle(ServiceAddress newShuffle) {
      return new RegisterWorker(worker, pid, cores, memoryBytes, newShuffle, shufflePid, executors);
    }
  }

  /** The master takes a worker. */
  record WorkerRegistered() implements Message {}

  /**
   * Asks a worker to start an executor.
   *
   * @param executor its id
   * @param memoryBytes of the process, heap included
   */
  record LaunchExecutor(String executor, int cores, long memoryBytes) implements Message {}

  /** Asks a worker to end an executor without asking it. */
  record StopExecutor(String executor) implements Message {}

  /** A worker has started the process of an executor. */
  record ExecutorLaunched(String executor, long pid) implements Message {}

  /** A worker does not start an executor. */
  record ExecutorRefused(String executor, WireFailure failure) implements Message {}

  /** The process of an executor has ended. */
  record ExecutorExited(String executor, int status, String reason) implements Message {}

  /** A worker lives. */
  record WorkerHeartbeat(String worker) implements Message {}

  /** The map outputs of an application are to be deleted. */
  record RemoveApplication(String application) implements Message {}

  /** Asks a worker to end its children and itself. */
  record StopWorker() implements Message {}

  /**
   * A worker's shuffle service died and serves again.
   *
   * @param address as before, unless another process has taken it: then the outputs are lost
   */
  record ShuffleServiceRestarted(String worker, ServiceAddress address, long pid)
      implements Message {}

  // ---------------------------------------------------------------- executors and master

  /** An executor presents itself, or does so again after it lost the connection. */
  record RegisterExecutor(ExecutorInfo executor) implements Message {}

  /** An executor lives. */
  record ExecutorHeartbeat(String executor) implements Message {}

  // ---------------------------------------------------------------- applications and executors

  /**
   * An application will send tasks over this connection. They are cancelled when it ends.
   *
   * @param application its id, as the master gave it
   */
  record AttachApplication(String application) implements Message {}

  /** An executor takes tasks of the application. */
  record ExecutorReady(String executor) implements Message {}

  /** Asks an executor to run a task. */
  record LaunchTask(TaskDescription task) implements Message {}

  /** Asks an executor to stop an attempt. It still ends with an outcome. */
  record CancelTask(TaskId task) implements Message {}

  /** An attempt has ended: told exactly once for each that was launched. */
  record TaskEnded(TaskId task, TaskOutcome outcome) implements Message {}

  /** An executor lives, and how far the running attempts of the application are. */
  record TaskHeartbeat(String executor, List<TaskProgress> tasks) implements Message {
    /** Copies the list. */
    public TaskHeartbeat {
      tasks = List.copyOf(tasks);
    }
  }

  // ---------------------------------------------------------------- command line and master

  /** Asks the master how the cluster is. */
  record AskStatus() implements Message {}

  /**
   * How the cluster is.
   *
   * @param firedFaults which faults on demand have fired, one line each
   */
  record ClusterStatus(List<ProcessStatus> processes, List<String> firedFaults) implements Message {
    /** Copies the lists. */
    public ClusterStatus {
      processes = List.copyOf(processes);
      firedFaults = List.copyOf(firedFaults);
    }
  }

  /** Asks the master to end the cluster. */
  record StopCluster() implements Message {}

  /** The master ends the cluster. */
  record Stopping() implements Message {}
}
