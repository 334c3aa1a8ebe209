package io.scheelite.scheduler.master;

import io.scheelite.scheduler.folder.ProcessRole;
import io.scheelite.scheduler.message.ExecutorInfo;
import io.scheelite.scheduler.message.Message;
import io.scheelite.scheduler.message.ProcessStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a master answers to whoever asks how the cluster is. */
record StatusReport(
    Collection<WorkerState> workers,
    ExecutorFleet executors,
    Collection<ApplicationState> applications) {

  Message message(List<String> firedFaults) {
    List<ProcessStatus> processes = new ArrayList<>();
    for (WorkerState worker : workers) {
      addWorker(worker, processes);
    }
    for (ExecutorState executor : executors.all()) {
      processes.add(executor(executor));
    }
    for (ApplicationState application : applications) {
      processes.add(
          new ProcessStatus(
              ProcessStatus.APPLICATION,
              application.id(),
              application.pid(),
              application.connection().remote(),
              application.name()));
    }
    if (!executors.lastRefusal().isEmpty()) {
      processes.add(
          new ProcessStatus(
              ProcessRole.EXECUTOR.label(), "refused", 0, "", executors.lastRefusal()));
    }
    return new Message.ClusterStatus(processes, firedFaults);
  }

  private static void addWorker(WorkerState worker, List<ProcessStatus> processes) {
    Message.RegisterWorker registration = worker.registration;
    if (registration == null || worker.connection == null) {
      long pid = worker.child == null ? 0 : worker.child.pid();
      processes.add(new ProcessStatus(ProcessRole.WORKER.label(), worker.id, pid, "", "starting"));
      return;
    }
    processes.add(
        new ProcessStatus(
            ProcessRole.WORKER.label(),
            worker.id,
            registration.pid(),
            worker.connection.remote(),
            resources(registration.cores(), registration.memoryBytes())));
    processes.add(
        new ProcessStatus(
            ProcessRole.SHUFFLE.label(),
            "shuffle-" + worker.id,
            worker.shufflePid,
            registration.shuffle().toString(),
            ""));
  }

  private static ProcessStatus executor(ExecutorState executor) {
    ExecutorInfo info = executor.info;
    return new ProcessStatus(
        ProcessRole.EXECUTOR.label(),
        executor.id,
        executor.pid,
        info == null ? "" : info.host() + ":" + info.port(),
        info == null ? "starting" : resources(executor.cores, executor.memoryBytes));
  }

  private static String resources(int cores, long memoryBytes) {
    final int mebibyteBits = 20;
    return "cores=" + cores + " memory=" + (memoryBytes >> mebibyteBits) + "m";
  }
}
