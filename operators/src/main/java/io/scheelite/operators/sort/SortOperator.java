package io.scheelite.operators.sort;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.ExecutionSettings;
import io.scheelite.operators.runtime.Sink;
import io.scheelite.operators.runtime.SinkFactory;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import java.util.List;

/**
 * Sorts all rows, or yields the first rows of the order: a sink that collects, and a source that
 * merges.
 *
 * <p>Each driver sorts what it collects in segments of some thousand rows, and spills what it has
 * as a sorted run when memory is wanted back. One driver merges segments and runs.
 */
public final class SortOperator {
  private final SortState state;
  private final ExecutionSettings settings;

  private SortOperator(
      Schema schema, List<SortKey> keys, long limit, long offset, ExecutionSettings settings) {
    this.state = new SortState(new SortRowLayout(schema, keys), limit, offset);
    this.settings = settings;
  }

  /** All rows of this schema in order. */
  public static SortOperator of(Schema schema, List<SortKey> keys, ExecutionSettings settings) {
    return new SortOperator(schema, keys, Long.MAX_VALUE, 0, settings);
  }

  /** All rows in order. */
  public static SortOperator of(PlanNode.Sort node, ExecutionSettings settings) {
    return of(node.schema(), node.keys(), settings);
  }

  /** The first rows in order. */
  public static SortOperator of(PlanNode.TopN node, ExecutionSettings settings) {
    return new SortOperator(node.schema(), node.keys(), node.limit(), node.offset(), settings);
  }

  SortState state() {
    return state;
  }

  /** Collects. */
  public SinkFactory sink() {
    return new Sinks();
  }

  /** Yields, in order, what was collected. */
  public SourceFactory source() {
    return new Sources();
  }

  private final class Sinks implements SinkFactory {
    @Override
    public Sink create(DriverContext context) {
      return new SortSink(state, context);
    }

    @Override
    public long floorBytes() {
      return SortSink.floorBytes(state.layout(), settings.batchSize());
    }

    @Override
    public void close() {
      state.close();
    }
  }

  private final class Sources implements SourceFactory {
    @Override
    public Source create(DriverContext context) {
      return new SortSource(state, context);
    }

    @Override
    public int maxDrivers() {
      return 1;
    }

    @Override
    public int driverBound() {
      return 1;
    }

    @Override
    public long floorBytes() {
      return SortSource.floorBytes(state.layout(), settings.batchSize(), settings.maxDrivers());
    }
  }
}
