package io.scheelite.scheduler.fault;

import java.util.List;
import java.util.Map;

/**
 * One specification, such as {@code kill:executor@stage=1,task=2}.
 *
 * @param text as it was written; names the fault, also in the cluster's folder
 * @param action what happens
 * @param role which kind of process it hits
 * @param point where
 * @param processId which process of the role; empty = any
 * @param values numbers that the site must have, and {@code n} and {@code millis}
 */
public record Fault(
    String text,
    FaultAction action,
    FaultRole role,
    FaultPoint point,
    String processId,
    Map<FaultKey, Integer> values) {
  /** Environment variable that holds specifications, separated by {@code ;}. */
  public static final String VARIABLE = "SCHEELITE_FAULT";

  private static final int DEFAULT_DELAY_MILLIS = 1000;

  /** Keeps the values. */
  public Fault {
    values = Map.copyOf(values);
  }

  /**
   * Reads specifications separated by {@code ;}; blank text holds none.
   *
   * @throws IllegalArgumentException that names the specification and what is wrong with it
   */
  public static List<Fault> parseAll(String text) {
    return FaultGrammar.parseAll(text);
  }

  /** Whether the fault is noticed by processes of that role. */
  boolean watchedBy(FaultRole watcher) {
    boolean byExecutors = role == FaultRole.WORKER && point != FaultPoint.HEARTBEAT;
    return byExecutors ? watcher == FaultRole.EXECUTOR : watcher == role;
  }

  /** Whether the site is one that the specification describes, whatever the count. */
  boolean matches(FaultSite site) {
    if (site.point() != point || needsFiles() && site.files().isEmpty()) {
      return false;
    }
    return point.keys().stream()
        .allMatch(key -> !values.containsKey(key) || values.get(key) == site.value(key));
  }

  private boolean needsFiles() {
    return action == FaultAction.LOSE || action == FaultAction.CORRUPT;
  }

  /** At which of the matching visits it fires, from 1. */
  int visit() {
    return values.getOrDefault(FaultKey.N, 1);
  }

  int delayMillis() {
    return values.getOrDefault(FaultKey.MILLIS, DEFAULT_DELAY_MILLIS);
  }

  @Override
  public String toString() {
    return text;
  }
}
