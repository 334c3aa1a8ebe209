package io.scheelite.scheduler.fault;

import java.util.List;
import java.util.Locale;

/** Which kind of process a fault hits. */
public enum FaultRole {
  EXECUTOR(
      "executor",
      FaultPoint.TASK,
      FaultPoint.REDUCE,
      FaultPoint.COMMIT,
      FaultPoint.FETCH,
      FaultPoint.HEARTBEAT),
  /** The shuffle service. */
  SHUFFLE("worker", FaultPoint.FETCH),
  /** Dies where one of its executors has come to; knows of itself only when it sends heartbeats. */
  WORKER("worker", FaultPoint.TASK, FaultPoint.REDUCE, FaultPoint.COMMIT, FaultPoint.HEARTBEAT),
  MASTER("", FaultPoint.HEARTBEAT),
  /** The process that plans queries and reads their results. */
  DRIVER("", FaultPoint.STAGE, FaultPoint.FETCH);

  private final String idKey;

  @SuppressWarnings("ImmutableEnumChecker") // a list of List.of
  private final List<FaultPoint> points;

  FaultRole(String idKey, FaultPoint... points) {
    this.idKey = idKey;
    this.points = List.of(points);
  }

  /** Key that names one process of the role; empty where there is but one. */
  String idKey() {
    return idKey;
  }

  /** Where the role can be hit; the first is the one meant when none is named. */
  List<FaultPoint> points() {
    return points;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
