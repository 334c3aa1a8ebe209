package io.scheelite.operators.cache;

import io.scheelite.columnar.Batch;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.Selection;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.ScratchAllocator;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.evaluation.Predicate;
import io.scheelite.operators.expression.evaluation.Projector;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scan with filters and projections over it: rows that can be computed split by split, each in
 * the same order every time. Immutable.
 *
 * @param scan where the rows come from
 * @param steps what happens to them, in order
 * @param schema of the result
 */
public record RowPipeline(PlanNode.Scan scan, List<Step> steps, Schema schema) {
  /** Copies the list. */
  public RowPipeline {
    steps = List.copyOf(steps);
  }

  /** One operation on every row. */
  public sealed interface Step {
    /** Columns it reads. */
    Schema input();

    /** Keeps the rows on which the condition is true. */
    record Keep(Schema input, Expression condition) implements Step {}

    /** Computes columns. */
    record Compute(Schema input, List<Expression> expressions) implements Step {
      /** Copies the list. */
      public Compute {
        expressions = List.copyOf(expressions);
      }
    }
  }

  /** The plan as a pipeline; null if it does more than this. */
  public static @Nullable RowPipeline of(PlanNode plan) {
    List<Step> steps = new ArrayList<>();
    PlanNode.Scan scan = collect(plan, steps);
    return scan == null ? null : new RowPipeline(scan, steps, plan.schema());
  }

  private static PlanNode.@Nullable Scan collect(PlanNode node, List<Step> steps) {
    PlanNode.Scan scan = null;
    if (node instanceof PlanNode.Scan leaf) {
      leaf.filters().forEach(filter -> steps.add(new Step.Keep(leaf.schema(), filter)));
      return leaf;
    }
    if (node instanceof PlanNode.Filter filter) {
      scan = collect(filter.input(), steps);
      steps.add(new Step.Keep(filter.schema(), filter.predicate()));
    } else if (node instanceof PlanNode.Project project) {
      scan = collect(project.input(), steps);
      steps.add(new Step.Compute(project.input().schema(), project.expressions()));
    }
    return scan;
  }

  /** What an {@link Evaluator} allocates. */
  long floorBytes(int batchSize) {
    long total = 0;
    for (Step step : steps) {
      total +=
          switch (step) {
            case Step.Keep keep -> Predicate.floorBytes(keep.condition(), keep.input(), batchSize);
            case Step.Compute compute ->
                Projector.floorBytes(compute.expressions(), compute.input(), batchSize);
          };
    }
    return total;
  }

  /** Computes batches; belongs to one thread, which closes it. */
  static final class Evaluator implements AutoCloseable {
    private final List<Object> steps = new ArrayList<>();
    private final List<AutoCloseable> resources = new ArrayList<>();

    Evaluator(RowPipeline pipeline, int batchSize, MemoryConsumer memory) {
      for (Step step : pipeline.steps()) {
        ScratchAllocator scratch = new ScratchAllocator(memory); // as the floor is counted
        switch (step) {
          case Step.Keep keep -> {
            Predicate predicate = new Predicate(keep.condition(), keep.input(), batchSize, scratch);
            steps.add(predicate);
            resources.add(predicate);
          }
          case Step.Compute compute -> {
            Projector projector =
                new Projector(compute.expressions(), compute.input(), batchSize, scratch);
            steps.add(projector);
            resources.add(projector);
          }
        }
        resources.add(scratch);
      }
    }

    /** The rows that pass, lent until the next call; null if there are none. */
    @Nullable Batch apply(Batch input) {
      Batch batch = input;
      for (Object step : steps) {
        if (step instanceof Projector projector) {
          batch = projector.project(batch);
        } else if (step instanceof Predicate predicate) {
          Selection passing = predicate.filter(batch);
          batch = passing == null ? batch : batch.withSelection(passing);
        }
        if (batch.numSelectedRows() == 0) {
          return null;
        }
      }
      return batch;
    }

    @Override
    public void close() {
      for (AutoCloseable resource : resources) {
        switch (resource) {
          case Predicate predicate -> predicate.close();
          case Projector projector -> projector.close();
          case ScratchAllocator scratch -> scratch.close();
          default -> throw new IllegalStateException("unknown resource");
        }
      }
    }
  }
}
