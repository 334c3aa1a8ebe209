package io.scheelite.operators.distributed;

import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides how a join runs in tasks: every task gets the whole build side, or both sides are divided
 * by the keys, or one task does it all.
 */
final class JoinDistribution {
  /** Dividing both sides costs more than its bytes: it ends stages, and key filters with them. */
  private static final double BROADCAST_ADVANTAGE = 2;

  /** What a build side above {@link DistributionOptions#broadcastBytes} has to save. */
  private static final double LARGE_BROADCAST_SAVING = 8;

  private final DistributionOptions options;

  JoinDistribution(DistributionOptions options) {
    this.options = options;
  }

  /** A join of inputs that are somewhere. */
  PlacedPlan place(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
    boolean keyed = !join.probeKeys().isEmpty();
    if (probe.placement().single() && (!keyed || isSmall(build))) {
      return joined(join, probe, build.inOneTask());
    }
    if (join.joinType().isNullAware()) {
      return broadcast(join, probe, build); // each task must know all nulls
    }
    if (!emitsProbeRows(join.joinType())) {
      return keyed
          ? byKeys(join, probe, build)
          : joined(join, probe.inOneTask(), build.inOneTask());
    }
    return !keyed || broadcasts(join, probe, build)
        ? broadcast(join, probe, build)
        : byKeys(join, probe, build);
  }

  /** Whether the build side may go to every task: its rows must not be emitted by each of them. */
  private static boolean emitsProbeRows(JoinType type) {
    return switch (type) {
      case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> true;
      case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  private boolean isSmall(PlacedPlan plan) {
    return plan.placement().single() || plan.estimatedBytes() <= options.broadcastBytes();
  }

  private boolean broadcasts(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
    if (build.estimatedBytes() > options.largeBroadcastBytes()) {
      return false;
    }
    KeyChoice keys = KeyChoice.of(join, probe, build);
    double divided =
        (keys.probeMoves() ? probe.estimatedBytes() : 0)
            + (keys.buildMoves() ? build.estimatedBytes() : 0);
    double sent = build.estimatedBytes() * options.numPartitions();
    return build.estimatedBytes() <= options.broadcastBytes()
        ? sent <= BROADCAST_ADVANTAGE * divided
        : sent * LARGE_BROADCAST_SAVING <= divided;
  }

  private static PlacedPlan broadcast(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
    PlacedPlan everywhere = new PlacedPlan(build.broadcast(), Placement.SPREAD);
    return joined(join, probe, everywhere);
  }

  private static PlacedPlan byKeys(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
    KeyChoice keys = KeyChoice.of(join, probe, build);
    return joined(join, probe.byHash(keys.probe()), build.byHash(keys.build()));
  }

  private static PlacedPlan joined(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
    PlanNode node = PlanInputs.replace(join, List.of(probe.node(), build.node()));
    return new PlacedPlan(node, output(join, probe.placement(), build.placement()));
  }

  private static Placement output(PlanNode.HashJoin join, Placement probe, Placement build) {
    int width = join.probe().schema().size();
    return switch (join.joinType()) {
      case LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> probe;
      case RIGHT_SEMI, RIGHT_ANTI -> build;
      case RIGHT -> build.mapped(column -> column + width);
      case FULL -> new Placement(probe.single(), List.of());
      case INNER -> {
        Placement shifted = build.mapped(column -> column + width);
        yield new Placement(
            probe.single(), probe.and(equalBuildKeys(join, probe)).and(shifted).hashed());
      }
    };
  }

  /** Rows that are divided by probe keys are divided by the equal build keys as well. */
  private static Placement equalBuildKeys(PlanNode.HashJoin join, Placement probe) {
    int width = join.probe().schema().size();
    return probe.mapped(
        column -> {
          int key = join.probeKeys().indexOf(column);
          return key < 0 ? -1 : width + join.buildKeys().get(key);
        });
  }

  /**
   * By which of the join's keys both sides are divided: those by which one is divided already, if
   * there are such, so that only the other moves.
   */
  record KeyChoice(
      List<Integer> probe, List<Integer> build, boolean probeMoves, boolean buildMoves) {
    static KeyChoice of(PlanNode.HashJoin join, PlacedPlan probe, PlacedPlan build) {
      List<KeyChoice> choices = new ArrayList<>();
      for (List<Integer> keys : probe.placement().hashed()) {
        if (join.probeKeys().containsAll(keys)) {
          List<Integer> others = partners(keys, join.probeKeys(), join.buildKeys());
          choices.add(choice(keys, others, probe, build));
        }
      }
      for (List<Integer> keys : build.placement().hashed()) {
        if (join.buildKeys().containsAll(keys)) {
          List<Integer> others = partners(keys, join.buildKeys(), join.probeKeys());
          choices.add(choice(others, keys, probe, build));
        }
      }
      choices.add(choice(join.probeKeys(), join.buildKeys(), probe, build));
      return choices.stream()
          .min((a, b) -> Double.compare(a.movedBytes(probe, build), b.movedBytes(probe, build)))
          .orElseThrow();
    }

    private static KeyChoice choice(
        List<Integer> probeKeys, List<Integer> buildKeys, PlacedPlan probe, PlacedPlan build) {
      return new KeyChoice(
          probeKeys,
          buildKeys,
          !probe.placement().hashed().contains(probeKeys),
          !build.placement().hashed().contains(buildKeys));
    }

    private static List<Integer> partners(
        List<Integer> keys, List<Integer> from, List<Integer> to) {
      return keys.stream().map(key -> to.get(from.indexOf(key))).toList();
    }

    private double movedBytes(PlacedPlan probe, PlacedPlan build) {
      return (probeMoves ? finite(probe.estimatedBytes()) : 0)
          + (buildMoves ? finite(build.estimatedBytes()) : 0);
    }

    /** Unknown sizes count, but do not drown each other. */
    private static double finite(double bytes) {
      return Math.min(bytes, 1L << 50);
    }
  }
}
