package io.scheelite.scheduler.message;

import com.google.protobuf.ByteString;
import io.scheelite.scheduler.wire.MessageWire;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;
import io.scheelite.shuffle.ShuffleFetchException;

/** What an executor tells of a task. */
final class OutcomeCodec {
  private OutcomeCodec() {}

  static MessageWire.TaskEnded encode(Message.TaskEnded ended) {
    MessageWire.TaskEnded.Builder wire =
        MessageWire.TaskEnded.newBuilder().setTask(TaskCodec.encode(ended.task()));
    return switch (ended.outcome()) {
      case TaskOutcome.Succeeded it -> wire.setSucceeded(encode(it)).build();
      case TaskOutcome.Failed it -> wire.setFailed(ClusterCodec.encode(it.failure())).build();
      case TaskOutcome.FetchFailed it -> wire.setFetchFailed(encode(it)).build();
      case TaskOutcome.Cancelled _ ->
          wire.setCancelled(PlanWire.Empty.getDefaultInstance()).build();
    };
  }

  static Message decode(MessageWire.TaskEnded wire) {
    TaskOutcome outcome =
        switch (wire.getOutcomeCase()) {
          case SUCCEEDED -> decode(wire.getSucceeded());
          case FAILED -> new TaskOutcome.Failed(ClusterCodec.decode(wire.getFailed()));
          case FETCH_FAILED -> decode(wire.getFetchFailed());
          case CANCELLED -> new TaskOutcome.Cancelled();
          case OUTCOME_NOT_SET -> throw WireException.malformed("unknown outcome of a task");
        };
    return new Message.TaskEnded(TaskCodec.decode(wire.getTask()), outcome);
  }

  private static MessageWire.Succeeded encode(TaskOutcome.Succeeded succeeded) {
    MessageWire.Succeeded.Builder wire =
        MessageWire.Succeeded.newBuilder()
            .setOutput(TaskCodec.encode(succeeded.output()))
            .setService(ClusterCodec.encode(succeeded.service()))
            .setMetrics(encode(succeeded.metrics()));
    byte[] sample = succeeded.sample();
    if (sample != null) {
      wire.setSample(ByteString.copyFrom(sample));
    }
    return wire.build();
  }

  private static TaskOutcome decode(MessageWire.Succeeded wire) {
    return new TaskOutcome.Succeeded(
        TaskCodec.decode(wire.getOutput()),
        ClusterCodec.decode(wire.getService()),
        decode(wire.getMetrics()),
        wire.hasSample() ? wire.getSample().toByteArray() : null);
  }

  private static MessageWire.TaskMetrics encode(TaskMetrics metrics) {
    return MessageWire.TaskMetrics.newBuilder()
        .setNanos(metrics.nanos())
        .setPeakMemoryBytes(metrics.peakMemoryBytes())
        .setSpilledBytes(metrics.spilledBytes())
        .setRowsWritten(metrics.rowsWritten())
        .setBytesWritten(metrics.bytesWritten())
        .setBytesFetched(metrics.bytesFetched())
        .setFetchRetries(metrics.fetchRetries())
        .build();
  }

  private static TaskMetrics decode(MessageWire.TaskMetrics wire) {
    return new TaskMetrics(
        wire.getNanos(),
        wire.getPeakMemoryBytes(),
        wire.getSpilledBytes(),
        wire.getRowsWritten(),
        wire.getBytesWritten(),
        wire.getBytesFetched(),
        WireValues.number(wire.getFetchRetries(), "fetch retries"));
  }

  private static MessageWire.FetchFailed encode(TaskOutcome.FetchFailed failed) {
    return MessageWire.FetchFailed.newBuilder()
        .setOutput(TaskCodec.encode(failed.output()))
        .setService(ClusterCodec.encode(failed.service()))
        .setKind(failed.kind().name())
        .setReason(failed.reason())
        .build();
  }

  private static TaskOutcome decode(MessageWire.FetchFailed wire) {
    return new TaskOutcome.FetchFailed(
        TaskCodec.decode(wire.getOutput()),
        ClusterCodec.decode(wire.getService()),
        WireValues.constant(ShuffleFetchException.Kind.class, wire.getKind()),
        wire.getReason());
  }

  static MessageWire.TaskHeartbeat encode(Message.TaskHeartbeat heartbeat) {
    MessageWire.TaskHeartbeat.Builder wire =
        MessageWire.TaskHeartbeat.newBuilder().setExecutor(heartbeat.executor());
    for (TaskProgress task : heartbeat.tasks()) {
      wire.addTasks(
          MessageWire.TaskProgress.newBuilder()
              .setId(TaskCodec.encode(task.id()))
              .setNanos(task.nanos())
              .setMemoryBytes(task.memoryBytes())
              .setRowsWritten(task.rowsWritten()));
    }
    return wire.build();
  }

  static Message decode(MessageWire.TaskHeartbeat wire) {
    return new Message.TaskHeartbeat(
        wire.getExecutor(),
        wire.getTasksList().stream()
            .map(
                task ->
                    new TaskProgress(
                        TaskCodec.decode(task.getId()),
                        task.getNanos(),
                        task.getMemoryBytes(),
                        task.getRowsWritten()))
            .toList());
  }
}
