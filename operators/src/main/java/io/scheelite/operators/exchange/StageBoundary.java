package io.scheelite.operators.exchange;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a plan that is one stage of a larger one. Handed over to the execution, which
 * closes the inputs, whatever happens.
 *
 * @param inputs what each {@link io.scheelite.operators.plan.PlanNode.ExchangeRead} reads, by the
 *     number of its stage
 * @param output where the rows go; null for the last stage, whose rows are the result
 */
public record StageBoundary(Map<Integer, ExchangeInput> inputs, @Nullable StageOutput output)
    implements AutoCloseable {
  /** Of a plan that is a whole query. */
  public static final StageBoundary NONE = new StageBoundary(Map.of(), null);

  /** Copies the map. */
  public StageBoundary {
    inputs = Map.copyOf(inputs);
  }

  /** Of the last stage. */
  public static StageBoundary ofRoot(Map<Integer, ExchangeInput> inputs) {
    return new StageBoundary(inputs, null);
  }

  /** What the stage's tasks have written for this one. */
  public ExchangeInput input(int stage) {
    ExchangeInput input = inputs.get(stage);
    if (input == null) {
      throw new IllegalArgumentException(
          "no input for a stage that the plan reads: stage=" + stage);
    }
    return input;
  }

  /** Closes all inputs. */
  @Override
  public void close() {
    inputs.values().forEach(ExchangeInput::close);
  }
}
