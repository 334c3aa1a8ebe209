package io.scheelite.scheduler.message;

import com.google.protobuf.ByteString;
import io.scheelite.operators.distributed.TaskAssignment;
import io.scheelite.scheduler.plan.DistributionCodec;
import io.scheelite.scheduler.plan.SplitCodec;
import io.scheelite.scheduler.wire.MessageWire;
import io.scheelite.scheduler.wire.WireValues;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.client.MapOutputLocation;
import java.util.List;

/** What an executor is told of a task. */
final class TaskCodec {
  private TaskCodec() {}

  static MessageWire.TaskId encode(TaskId id) {
    return MessageWire.TaskId.newBuilder()
        .setApplication(id.application())
        .setJob(id.job())
        .setStage(id.stage())
        .setTask(id.task())
        .setAttempt(id.attempt())
        .build();
  }

  static TaskId decode(MessageWire.TaskId wire) {
    return new TaskId(
        wire.getApplication(),
        WireValues.number(wire.getJob(), "job"),
        WireValues.number(wire.getStage(), "stage"),
        WireValues.number(wire.getTask(), "task"),
        WireValues.number(wire.getAttempt(), "attempt"));
  }

  static MessageWire.TaskDescription encode(TaskDescription task) {
    TaskDescription.Resources resources = task.resources();
    return MessageWire.TaskDescription.newBuilder()
        .setId(encode(task.id()))
        .setQuery(task.query())
        .setPlan(ByteString.copyFrom(task.plan()))
        .setAssignment(encode(task.assignment()))
        .addAllInputs(task.inputs().stream().map(TaskCodec::encode).toList())
        .setOutput(encode(task.output()))
        .setCores(resources.cores())
        .setMemoryLimitBytes(resources.memoryLimitBytes())
        .setBatchSize(resources.batchSize())
        .build();
  }

  static TaskDescription decode(MessageWire.TaskDescription wire) {
    return new TaskDescription(
        decode(wire.getId()),
        wire.getQuery(),
        wire.getPlan().toByteArray(),
        decode(wire.getAssignment()),
        wire.getInputsList().stream().map(TaskCodec::decode).toList(),
        decode(wire.getOutput()),
        new TaskDescription.Resources(
            WireValues.number(wire.getCores(), "cores"),
            wire.getMemoryLimitBytes(),
            WireValues.number(wire.getBatchSize(), "batch size")));
  }

  private static MessageWire.TaskAssignment encode(TaskAssignment assignment) {
    return MessageWire.TaskAssignment.newBuilder()
        .setTask(assignment.task())
        .addAllScans(assignment.scans().stream().map(SplitCodec::encode).toList())
        .addAllPartitions(assignment.partitions())
        .build();
  }

  private static TaskAssignment decode(MessageWire.TaskAssignment wire) {
    return new TaskAssignment(
        WireValues.number(wire.getTask(), "task"),
        wire.getScansList().stream().map(SplitCodec::decode).toList(),
        WireValues.numbers(wire.getPartitionsList(), "partition"));
  }

  private static MessageWire.TaskInput encode(TaskInput input) {
    return MessageWire.TaskInput.newBuilder()
        .setStage(input.stage())
        .addAllOutputs(input.outputs().stream().map(TaskCodec::encode).toList())
        .build();
  }

  private static TaskInput decode(MessageWire.TaskInput wire) {
    return new TaskInput(
        WireValues.number(wire.getStage(), "stage"),
        wire.getOutputsList().stream().map(TaskCodec::decode).toList());
  }

  private static MessageWire.MapOutputLocation encode(MapOutputLocation location) {
    return MessageWire.MapOutputLocation.newBuilder()
        .setService(ClusterCodec.encode(location.service()))
        .setOutput(encode(location.output()))
        .build();
  }

  private static MapOutputLocation decode(MessageWire.MapOutputLocation wire) {
    return new MapOutputLocation(ClusterCodec.decode(wire.getService()), decode(wire.getOutput()));
  }

  static MessageWire.MapOutputId encode(MapOutputId id) {
    return MessageWire.MapOutputId.newBuilder()
        .setApplication(id.application())
        .setShuffle(id.shuffle())
        .setMap(id.map())
        .setGeneration(id.generation())
        .build();
  }

  static MapOutputId decode(MessageWire.MapOutputId wire) {
    return new MapOutputId(
        wire.getApplication(), wire.getShuffle(), wire.getMap(), wire.getGeneration());
  }

  static MessageWire.MapOutput encode(MapOutput output) {
    MessageWire.MapOutput.Builder wire =
        MessageWire.MapOutput.newBuilder()
            .setId(encode(output.id()))
            .setDigest(output.digest())
            .setMaxBlockBytes(output.maxBlockBytes());
    for (long bytes : output.partitionBytes()) {
      wire.addPartitionBytes(bytes);
    }
    for (long rows : output.partitionRows()) {
      wire.addPartitionRows(rows);
    }
    return wire.build();
  }

  static MapOutput decode(MessageWire.MapOutput wire) {
    return new MapOutput(
        decode(wire.getId()),
        longs(wire.getPartitionBytesList()),
        longs(wire.getPartitionRowsList()),
        wire.getDigest(),
        WireValues.number(wire.getMaxBlockBytes(), "block bytes"));
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static MessageWire.TaskOutput encode(TaskOutput output) {
    MessageWire.TaskOutput.Builder wire =
        MessageWire.TaskOutput.newBuilder()
            .setId(encode(output.id()))
            .setDistribution(DistributionCodec.encode(output.distribution()))
            .setNumPartitions(output.numPartitions())
            .addAllSampleKeys(DistributionCodec.encode(output.sampleKeys()))
            .setSampleRows(output.sampleRows());
    byte[] bounds = output.bounds();
    if (bounds != null) {
      wire.setBounds(ByteString.copyFrom(bounds));
    }
    return wire.build();
  }

  private static TaskOutput decode(MessageWire.TaskOutput wire) {
    return new TaskOutput(
        decode(wire.getId()),
        DistributionCodec.decode(wire.getDistribution()),
        WireValues.number(wire.getNumPartitions(), "partitions"),
        wire.hasBounds() ? wire.getBounds().toByteArray() : null,
        DistributionCodec.decode(wire.getSampleKeysList()),
        WireValues.number(wire.getSampleRows(), "sample rows"));
  }
}
