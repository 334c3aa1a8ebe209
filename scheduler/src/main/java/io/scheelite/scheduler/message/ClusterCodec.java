package io.scheelite.scheduler.message;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.wire.MessageWire;
import io.scheelite.scheduler.wire.WireValues;
import io.scheelite.shuffle.transport.ServiceAddress;

/** What processes say of themselves and of each other. */
final class ClusterCodec {
  private ClusterCodec() {}

  static MessageWire.ServiceAddress encode(ServiceAddress address) {
    return MessageWire.ServiceAddress.newBuilder()
        .setHost(address.host())
        .setPort(address.port())
        .build();
  }

  static ServiceAddress decode(MessageWire.ServiceAddress wire) {
    return new ServiceAddress(wire.getHost(), wire.getPort());
  }

  static MessageWire.Failure encode(WireFailure failure) {
    return MessageWire.Failure.newBuilder()
        .setCode(failure.code().name())
        .setMessage(failure.message())
        .setStack(failure.stack())
        .setOrigin(failure.origin())
        .build();
  }

  static WireFailure decode(MessageWire.Failure wire) {
    return new WireFailure(
        WireValues.constant(ErrorCode.class, wire.getCode()),
        wire.getMessage(),
        wire.getStack(),
        wire.getOrigin());
  }

  static MessageWire.ExecutorInfo encode(ExecutorInfo executor) {
    return MessageWire.ExecutorInfo.newBuilder()
        .setId(executor.id())
        .setWorker(executor.worker())
        .setHost(executor.host())
        .setPort(executor.port())
        .setPid(executor.pid())
        .setCores(executor.cores())
        .setMemoryBytes(executor.memoryBytes())
        .setShuffleService(encode(executor.shuffleService()))
        .build();
  }

  static ExecutorInfo decode(MessageWire.ExecutorInfo wire) {
    return new ExecutorInfo(
        wire.getId(),
        wire.getWorker(),
        wire.getHost(),
        WireValues.number(wire.getPort(), "port"),
        wire.getPid(),
        WireValues.number(wire.getCores(), "cores"),
        wire.getMemoryBytes(),
        decode(wire.getShuffleService()));
  }

  static MessageWire.ApplicationRegistered encode(Message.ApplicationRegistered message) {
    return MessageWire.ApplicationRegistered.newBuilder()
        .setApplication(message.application())
        .addAllExecutors(message.executors().stream().map(ClusterCodec::encode).toList())
        .setKnown(message.known())
        .build();
  }

  static Message decode(MessageWire.ApplicationRegistered wire) {
    return new Message.ApplicationRegistered(
        wire.getApplication(),
        wire.getExecutorsList().stream().map(ClusterCodec::decode).toList(),
        wire.getKnown());
  }

  static MessageWire.RegisterWorker encode(Message.RegisterWorker message) {
    return MessageWire.RegisterWorker.newBuilder()
        .setWorker(message.worker())
        .setPid(message.pid())
        .setCores(message.cores())
        .setMemoryBytes(message.memoryBytes())
        .setShuffle(encode(message.shuffle()))
        .setShufflePid(message.shufflePid())
        .addAllExecutors(message.executors())
        .build();
  }

  static Message decode(MessageWire.RegisterWorker wire) {
    return new Message.RegisterWorker(
        wire.getWorker(),
        wire.getPid(),
        WireValues.number(wire.getCores(), "cores"),
        wire.getMemoryBytes(),
        decode(wire.getShuffle()),
        wire.getShufflePid(),
        wire.getExecutorsList());
  }

  static MessageWire.ClusterStatus encode(Message.ClusterStatus message) {
    return MessageWire.ClusterStatus.newBuilder()
        .addAllProcesses(message.processes().stream().map(ClusterCodec::encode).toList())
        .addAllFiredFaults(message.firedFaults())
        .build();
  }

  static Message decode(MessageWire.ClusterStatus wire) {
    return new Message.ClusterStatus(
        wire.getProcessesList().stream().map(ClusterCodec::decode).toList(),
        wire.getFiredFaultsList());
  }

  private static MessageWire.ProcessStatus encode(ProcessStatus process) {
    return MessageWire.ProcessStatus.newBuilder()
        .setRole(process.role())
        .setId(process.id())
        .setPid(process.pid())
        .setAddress(process.address())
        .setDetail(process.detail())
        .build();
  }

  private static ProcessStatus decode(MessageWire.ProcessStatus wire) {
    return new ProcessStatus(
        wire.getRole(), wire.getId(), wire.getPid(), wire.getAddress(), wire.getDetail());
  }
}
