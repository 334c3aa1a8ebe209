package io.scheelite.operators.hash.aggregation;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.FinishTask;
import io.scheelite.operators.runtime.Progress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Divides the groups of a driver that had few while others had many. */
final class DivideTask implements FinishTask {
  private final GroupTable table;
  private final int listSize;
  private @Nullable MemoryConsumer memory;
  private long list;

  DivideTask(GroupTable table, int listSize) {
    this.table = table;
    this.listSize = listSize;
  }

  /** Floor of the list of addresses, which takes whole chunks. */
  static long floorBytes(int listSize) {
    long chunk = MemoryConsumer.CHUNK_BYTES;
    return (8L * listSize + chunk - 1) / chunk * chunk;
  }

  @Override
  public void open(DriverContext context) {
    MemoryConsumer opened = context.newConsumer("divide", floorBytes(listSize), Reclaimable.NONE);
    memory = opened;
    list = opened.allocate(floorBytes(listSize));
  }

  @Override
  public Progress advance() {
    if (!table.gate().tryEnter()) {
      return Progress.blocked(table.gate().whenEnterable());
    }
    try {
      CompletableFuture<Void> wait = table.rows().divide(list, listSize);
      return wait == null ? Progress.DONE : Progress.blocked(wait);
    } finally {
      table.gate().exit();
    }
  }

  @Override
  public void close() {
    MemoryConsumer opened = memory;
    if (opened != null) {
      opened.close();
    }
  }
}
