package io.scheelite.scheduler.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The faults that one process watches for. Thread-safe; costs nothing where none is set.
 *
 * <p>Each fires at most once per cluster, whichever process comes there first and however often it
 * is started again: see {@link FaultMarkers}.
 */
public final class Faults {
  private static final System.Logger LOGGER = System.getLogger(Faults.class.getName());

  /** A fault and how often its site was visited. */
  private record Armed(Fault fault, AtomicInteger visits) {}

  private final List<Armed> armed;
  private final FaultRole role;
  private final String process;
  private final FaultMarkers markers;
  private final FaultEffects effects;
  private final InstantSource clock;

  private Faults(
      List<Armed> armed,
      FaultRole role,
      String process,
      FaultMarkers markers,
      FaultEffects effects,
      InstantSource clock) {
    this.armed = armed;
    this.role = role;
    this.process = process;
    this.markers = markers;
    this.effects = effects;
    this.clock = clock;
  }

  /** No faults. */
  public static Faults none() {
    return new Faults(
        List.of(),
        FaultRole.DRIVER,
        "",
        new FaultMarkers(Path.of("")),
        FaultEffects.real(),
        InstantSource.system());
  }

  /**
   * Those of {@code SCHEELITE_FAULT} that concern this process.
   *
   * @param processId as in {@code cluster status}
   * @param clusterFolder where what fired is recorded
   * @throws IllegalArgumentException if a specification is wrong, whomever it concerns
   */
  public static Faults fromEnvironment(FaultRole role, String processId, Path clusterFolder) {
    String text = System.getenv(Fault.VARIABLE);
    return of(
        Fault.parseAll(text == null ? "" : text),
        role,
        processId,
        FaultMarkers.of(clusterFolder),
        FaultEffects.real(),
        InstantSource.system());
  }

  /** Those of {@code faults} that concern a process, with effects and clock of the caller's. */
  static Faults of(
      List<Fault> faults,
      FaultRole role,
      String processId,
      FaultMarkers markers,
      FaultEffects effects,
      InstantSource clock) {
    List<Armed> armed =
        faults.stream()
            .filter(fault -> fault.watchedBy(role))
            .filter(fault -> fault.processId().isEmpty() || fault.processId().equals(processId))
            .map(fault -> new Armed(fault, new AtomicInteger()))
            .toList();
    String process = role.label() + "=" + processId + " pid=" + ProcessHandle.current().pid();
    return new Faults(armed, role, process, markers, effects, clock);
  }

  /** Whether none is set: a site then need not be described. */
  public boolean isEmpty() {
    return armed.isEmpty();
  }

  /**
   * Tells where the process is. A kill does not return; what happens to files has happened then.
   *
   * @return how long the caller must wait before it goes on, zero unless a delay fired
   */
  public Duration fire(FaultSite site) {
    if (armed.isEmpty()) {
      return Duration.ZERO;
    }
    Duration delay = Duration.ZERO;
    for (Armed candidate : armed) {
      Fault fault = candidate.fault();
      if (fault.matches(site)
          && candidate.visits().incrementAndGet() == fault.visit()
          && claim(fault, site)) {
        delay = delay.plus(act(fault, site));
      }
    }
    return delay;
  }

  private boolean claim(Fault fault, FaultSite site) {
    String record = fault + " at " + clock.instant() + " in " + process + ": " + where(site);
    try {
      boolean first = markers.claim(fault, record);
      if (first) {
        LOGGER.log(Level.WARNING, "fault fires: {0}", record);
      }
      return first;
    } catch (IOException e) {
      LOGGER.log(Level.ERROR, "fault cannot be recorded and does not fire: {0}: {1}", fault, e);
      return false;
    }
  }

  private static String where(FaultSite site) {
    StringBuilder text = new StringBuilder("point=" + FaultGrammar.label(site.point()));
    for (FaultKey key : site.point().keys()) {
      text.append(' ').append(FaultGrammar.label(key)).append('=').append(site.value(key));
    }
    if (!site.files().isEmpty()) {
      text.append(" file=").append(site.files().getFirst());
    }
    return text.toString();
  }

  private Duration act(Fault fault, FaultSite site) {
    try {
      switch (fault.action()) {
        case KILL -> effects.kill(fault.role() != role);
        case LOSE -> effects.lose(site.files());
        case CORRUPT -> effects.corrupt(site.files().getFirst());
        case DELAY -> {
          return Duration.ofMillis(fault.delayMillis());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Duration.ZERO;
  }
}
