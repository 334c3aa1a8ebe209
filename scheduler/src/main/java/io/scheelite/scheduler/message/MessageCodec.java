package io.scheelite.scheduler.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.scheelite.scheduler.wire.MessageWire;
import io.scheelite.scheduler.wire.MessageWire.Envelope;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.Protocol;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.scheduler.wire.WireValues;

/** Turns messages into bytes and back. Every message carries the version of the protocol. */
public final class MessageCodec {
  private static final PlanWire.Empty EMPTY = PlanWire.Empty.getDefaultInstance();

  private MessageCodec() {}

  /** The message as bytes. */
  @SuppressWarnings("checkstyle:MethodLength") // a table of all messages
  public static byte[] encode(Message message) {
    Envelope.Builder wire = Envelope.newBuilder().setVersion(Protocol.VERSION);
    switch (message) {
      case Message.RegisterApplication it ->
          wire.setRegisterApplication(
              MessageWire.RegisterApplication.newBuilder()
                  .setName(it.name())
                  .setPid(it.pid())
                  .setApplication(it.application()));
      case Message.ApplicationRegistered it ->
          wire.setApplicationRegistered(ClusterCodec.encode(it));
      case Message.ExecutorAdded it -> wire.setExecutorAdded(ClusterCodec.encode(it.executor()));
      case Message.ExecutorLost it ->
          wire.setExecutorLost(
              MessageWire.NameAndReason.newBuilder().setName(it.executor()).setReason(it.reason()));
      case Message.ShuffleServiceLost it ->
          wire.setShuffleServiceLost(
              MessageWire.ShuffleServiceLost.newBuilder()
                  .setAddress(ClusterCodec.encode(it.address()))
                  .setReason(it.reason()));
      case Message.UnregisterApplication it -> wire.setUnregisterApplication(it.application());
      case Message.Refused it -> wire.setRefused(ClusterCodec.encode(it.failure()));
      case Message.RegisterWorker it -> wire.setRegisterWorker(ClusterCodec.encode(it));
      case Message.WorkerRegistered _ -> wire.setWorkerRegistered(EMPTY);
      case Message.LaunchExecutor it ->
          wire.setLaunchExecutor(
              MessageWire.LaunchExecutor.newBuilder()
                  .setExecutor(it.executor())
                  .setCores(it.cores())
                  .setMemoryBytes(it.memoryBytes()));
      case Message.StopExecutor it -> wire.setStopExecutor(it.executor());
      case Message.ExecutorLaunched it ->
          wire.setExecutorLaunched(
              MessageWire.NameAndPid.newBuilder().setName(it.executor()).setPid(it.pid()));
      case Message.ExecutorRefused it ->
          wire.setExecutorRefused(
              MessageWire.ExecutorRefused.newBuilder()
                  .setExecutor(it.executor())
                  .setFailure(ClusterCodec.encode(it.failure())));
      case Message.ExecutorExited it ->
          wire.setExecutorExited(
              MessageWire.ExecutorExited.newBuilder()
                  .setExecutor(it.executor())
                  .setStatus(it.status())
                  .setReason(it.reason()));
      case Message.WorkerHeartbeat it -> wire.setWorkerHeartbeat(it.worker());
      case Message.RemoveApplication it -> wire.setRemoveApplication(it.application());
      case Message.StopWorker _ -> wire.setStopWorker(EMPTY);
      case Message.ShuffleServiceRestarted it ->
          wire.setShuffleServiceRestarted(
              MessageWire.ShuffleServiceRestarted.newBuilder()
                  .setWorker(it.worker())
                  .setAddress(ClusterCodec.encode(it.address()))
                  .setPid(it.pid()));
      case Message.RegisterExecutor it ->
          wire.setRegisterExecutor(ClusterCodec.encode(it.executor()));
      case Message.ExecutorHeartbeat it -> wire.setExecutorHeartbeat(it.executor());
      case Message.AttachApplication it -> wire.setAttachApplication(it.application());
      case Message.ExecutorReady it -> wire.setExecutorReady(it.executor());
      case Message.LaunchTask it -> wire.setLaunchTask(TaskCodec.encode(it.task()));
      case Message.CancelTask it -> wire.setCancelTask(TaskCodec.encode(it.task()));
      case Message.TaskEnded it -> wire.setTaskEnded(OutcomeCodec.encode(it));
      case Message.TaskHeartbeat it -> wire.setTaskHeartbeat(OutcomeCodec.encode(it));
      case Message.AskStatus _ -> wire.setAskStatus(EMPTY);
      case Message.ClusterStatus it -> wire.setClusterStatus(ClusterCodec.encode(it));
      case Message.StopCluster _ -> wire.setStopCluster(EMPTY);
      case Message.Stopping _ -> wire.setStopping(EMPTY);
    }
    return wire.build().toByteArray();
  }

  /**
   * Reverses {@link #encode}.
   *
   * @throws WireException if the bytes make no sense, or are of another version
   */
  public static Message decode(byte[] encoded) {
    try {
      // not from the array: that reader trusts lengths and ends in errors of any kind
      Envelope envelope = Envelope.parseFrom(UnsafeByteOperations.unsafeWrap(encoded));
      Protocol.requireVersion(envelope.getVersion());
      return message(envelope);
    } catch (InvalidProtocolBufferException | IllegalArgumentException | ArithmeticException e) {
      throw WireException.malformed("not a message: bytes=" + encoded.length, e);
    }
  }

  @SuppressWarnings("checkstyle:MethodLength") // a table of all messages
  private static Message message(Envelope wire) {
    return switch (wire.getMessageCase()) {
      case REGISTER_APPLICATION -> {
        MessageWire.RegisterApplication it = wire.getRegisterApplication();
        yield new Message.RegisterApplication(it.getName(), it.getPid(), it.getApplication());
      }
      case APPLICATION_REGISTERED -> ClusterCodec.decode(wire.getApplicationRegistered());
      case EXECUTOR_ADDED ->
          new Message.ExecutorAdded(ClusterCodec.decode(wire.getExecutorAdded()));
      case EXECUTOR_LOST -> {
        MessageWire.NameAndReason it = wire.getExecutorLost();
        yield new Message.ExecutorLost(it.getName(), it.getReason());
      }
      case SHUFFLE_SERVICE_LOST -> {
        MessageWire.ShuffleServiceLost it = wire.getShuffleServiceLost();
        yield new Message.ShuffleServiceLost(ClusterCodec.decode(it.getAddress()), it.getReason());
      }
      case UNREGISTER_APPLICATION ->
          new Message.UnregisterApplication(wire.getUnregisterApplication());
      case REFUSED -> new Message.Refused(ClusterCodec.decode(wire.getRefused()));
      case REGISTER_WORKER -> ClusterCodec.decode(wire.getRegisterWorker());
      case WORKER_REGISTERED -> new Message.WorkerRegistered();
      case LAUNCH_EXECUTOR -> {
        MessageWire.LaunchExecutor it = wire.getLaunchExecutor();
        int cores = WireValues.number(it.getCores(), "cores");
        yield new Message.LaunchExecutor(it.getExecutor(), cores, it.getMemoryBytes());
      }
      case STOP_EXECUTOR -> new Message.StopExecutor(wire.getStopExecutor());
      case EXECUTOR_LAUNCHED -> {
        MessageWire.NameAndPid it = wire.getExecutorLaunched();
        yield new Message.ExecutorLaunched(it.getName(), it.getPid());
      }
      case EXECUTOR_REFUSED -> {
        MessageWire.ExecutorRefused it = wire.getExecutorRefused();
        yield new Message.ExecutorRefused(it.getExecutor(), ClusterCodec.decode(it.getFailure()));
      }
      case EXECUTOR_EXITED -> {
        MessageWire.ExecutorExited it = wire.getExecutorExited();
        yield new Message.ExecutorExited(it.getExecutor(), it.getStatus(), it.getReason());
      }
      case WORKER_HEARTBEAT -> new Message.WorkerHeartbeat(wire.getWorkerHeartbeat());
      case REMOVE_APPLICATION -> new Message.RemoveApplication(wire.getRemoveApplication());
      case STOP_WORKER -> new Message.StopWorker();
      case SHUFFLE_SERVICE_RESTARTED -> {
        MessageWire.ShuffleServiceRestarted it = wire.getShuffleServiceRestarted();
        yield new Message.ShuffleServiceRestarted(
            it.getWorker(), ClusterCodec.decode(it.getAddress()), it.getPid());
      }
      case REGISTER_EXECUTOR ->
          new Message.RegisterExecutor(ClusterCodec.decode(wire.getRegisterExecutor()));
      case EXECUTOR_HEARTBEAT -> new Message.ExecutorHeartbeat(wire.getExecutorHeartbeat());
      case ATTACH_APPLICATION -> new Message.AttachApplication(wire.getAttachApplication());
      case EXECUTOR_READY -> new Message.ExecutorReady(wire.getExecutorReady());
      case LAUNCH_TASK -> new Message.LaunchTask(TaskCodec.decode(wire.getLaunchTask()));
      case CANCEL_TASK -> new Message.CancelTask(TaskCodec.decode(wire.getCancelTask()));
      case TASK_ENDED -> OutcomeCodec.decode(wire.getTaskEnded());
      case TASK_HEARTBEAT -> OutcomeCodec.decode(wire.getTaskHeartbeat());
      case ASK_STATUS -> new Message.AskStatus();
      case CLUSTER_STATUS -> ClusterCodec.decode(wire.getClusterStatus());
      case STOP_CLUSTER -> new Message.StopCluster();
      case STOPPING -> new Message.Stopping();
      case MESSAGE_NOT_SET ->
          throw WireException.malformed(
              "message of a kind that is not known here: protocol=" + Protocol.VERSION);
    };
  }
}
