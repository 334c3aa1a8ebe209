package io.scheelite.operators.basic;

import io.scheelite.columnar.Batch;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Operator;
import io.scheelite.operators.runtime.OperatorChain;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;
import io.scheelite.operators.runtime.TransformFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Yields all rows of several inputs: each driver works through the inputs in order, running each
 * one's operators itself.
 */
public final class UnionSourceFactory implements SourceFactory {
  /** The operators of one input. */
  public record Input(Operator<SourceFactory> source, List<Operator<TransformFactory>> transforms) {
    long floorBytes() {
      long total = source.factory().floorBytes();
      for (Operator<TransformFactory> transform : transforms) {
        total += transform.factory().floorBytes();
      }
      return total;
    }
  }

  private final List<Input> inputs;
  private final AtomicInteger[] claims;

  /** All rows of these, which have the same column types. */
  public UnionSourceFactory(List<Input> inputs) {
    this.inputs = List.copyOf(inputs);
    this.claims = new AtomicInteger[inputs.size()];
    for (int i = 0; i < claims.length; i++) {
      claims[i] = new AtomicInteger();
    }
  }

  @Override
  public Source create(DriverContext context) {
    return new Union(context);
  }

  @Override
  public int maxDrivers() {
    return sum(inputs.stream().mapToLong(input -> input.source().factory().maxDrivers()).sum());
  }

  @Override
  public int driverBound() {
    return sum(inputs.stream().mapToLong(input -> input.source().factory().driverBound()).sum());
  }

  private static int sum(long drivers) {
    return (int) Math.min(Integer.MAX_VALUE, drivers);
  }

  @Override
  public long floorBytes() {
    return inputs.stream().mapToLong(Input::floorBytes).max().orElse(0);
  }

  @Override
  public void close() {
    for (Input input : inputs) {
      OperatorChain.closeQuietly(input.source().factory());
      input.transforms().forEach(step -> OperatorChain.closeQuietly(step.factory()));
    }
  }

  private final class Union implements Source {
    private final DriverContext context;
    private int next;
    private @Nullable OperatorChain current;

    Union(DriverContext context) {
      this.context = context;
    }

    @Override
    public @Nullable Batch poll() {
      OperatorChain chain = current;
      if (chain == null) {
        current = next < inputs.size() ? openNext() : null;
        return null;
      }
      Batch batch = chain.poll();
      if (chain.finished()) {
        chain.close();
        current = null;
      }
      return batch;
    }

    /**
     * The next input in which there is room for another driver is opened; null where there is none.
     */
    private @Nullable OperatorChain openNext() {
      int index = next++;
      Input input = inputs.get(index);
      int claim = claims[index].getAndIncrement();
      int drivers = input.source().factory().maxDrivers();
      return claim < drivers
          ? OperatorChain.open(
              input.source(), input.transforms(), context.withIndex(claim, drivers))
          : null;
    }

    @Override
    public boolean finished() {
      return current == null && next == inputs.size();
    }

    @Override
    public @Nullable CompletableFuture<Void> blocked() {
      return current == null ? null : current.blocked();
    }

    @Override
    public void close() {
      if (current != null) {
        current.close();
        current = null;
      }
    }
  }
}
