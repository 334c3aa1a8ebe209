package io.scheelite.operators.reduction;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.MemoryConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one column of a join's build side holds, collected by all drivers of its pipeline.
 *
 * <p>Thread-safe while it is collected; after that pipeline has finished it does not change.
 */
public final class KeyFilter implements AutoCloseable {
  private final int buildColumn;
  private final long mostBytes;
  private @Nullable KeySet keys;

  /**
   * @param buildColumn position of the key among the columns of the build side
   * @param mostBytes how large the set of each driver may become
   */
  public KeyFilter(int buildColumn, long mostBytes) {
    this.buildColumn = buildColumn;
    this.mostBytes = mostBytes;
  }

  /** Whether there are filters for keys of this type. */
  public static boolean supports(DataType type) {
    return switch (type) {
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Int64 _, DataType.Date _ ->
          true;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          false;
    };
  }

  int buildColumn() {
    return buildColumn;
  }

  /** A set for one driver to fill, which then belongs to {@link #merge}. */
  KeySet newSet(MemoryConsumer memory) {
    return new KeySet(memory, mostBytes);
  }

  /** Takes over the keys of one driver that has ended. */
  synchronized void merge(KeySet collected) {
    KeySet all = keys;
    if (all == null) {
      keys = collected;
    } else {
      all.addAll(collected);
      collected.close();
    }
  }

  /** The keys, once they are complete. */
  synchronized KeySet keys() {
    KeySet complete = keys;
    if (complete == null) {
      throw new IllegalStateException("keys are asked for before their pipeline has run");
    }
    return complete;
  }

  @Override
  public synchronized void close() {
    KeySet held = keys;
    keys = null;
    if (held != null) {
      held.close();
    }
  }
}
