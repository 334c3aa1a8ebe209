package io.scheelite.operators.exchange;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.execution.OperatorHarness;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.execution.RuntimeHarness;
import io.scheelite.operators.execution.StageExecution;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.operators.testing.InMemoryExchange;
import io.scheelite.operators.testing.RowsTable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs single tasks against exchanges in memory. */
final class StageHarness {
  private static final int STAGE = 7;

  private final RuntimeHarness harness;
  private final QueryOptions options;

  StageHarness(RuntimeHarness harness, QueryOptions options) {
    this.harness = harness;
    this.options = options;
  }

  static PlanNode scan(Schema schema, List<List<@Nullable Object>> rows, int rowsPerSplit) {
    List<Integer> columns = IntStream.range(0, schema.size()).boxed().toList();
    return new PlanNode.Scan(new RowsTable(schema, rows, rowsPerSplit), columns, List.of(), -1);
  }

  static PlanNode read(Schema schema, Distribution distribution, boolean ordered) {
    return new PlanNode.ExchangeRead(STAGE, schema, distribution, ordered, -1);
  }

  /** What a stage that reads has around it. */
  static Map<Integer, ExchangeInput> inputs(ExchangeInput input) {
    return Map.of(STAGE, input);
  }

  StageExecution start(PlanNode plan, ExchangeInput input, StageOutput output) {
    return harness.runtime().startStage(plan, new StageBoundary(inputs(input), output), options);
  }

  StageExecution start(PlanNode plan, StageOutput output) {
    return harness.runtime().startStage(plan, new StageBoundary(Map.of(), output), options);
  }

  /** Waits for the end of a task that ends well. */
  static StageExecution await(StageExecution stage) {
    stage.ended().orTimeout(60, TimeUnit.SECONDS).join();
    return stage;
  }

  /** Waits for the end of a task that fails; what it failed with. */
  static Throwable failure(StageExecution stage) {
    try {
      stage.ended().orTimeout(60, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      return e.getCause();
    }
    throw new AssertionError("task did not fail");
  }

  /** The rows that a task of the next stage gets. */
  List<List<@Nullable Object>> readAll(PlanNode plan, ExchangeInput input) {
    StageBoundary boundary = StageBoundary.ofRoot(inputs(input));
    try (QueryExecution execution = harness.runtime().start(plan, boundary, options)) {
      return OperatorHarness.readAll(execution.cursor());
    }
  }

  /** The rows of one partition. */
  List<List<@Nullable Object>> partition(InMemoryExchange exchange, Schema schema, int partition) {
    PlanNode plan = read(schema, new Distribution.Single(), false);
    return readAll(plan, exchange.input(List.of(partition)));
  }
}
