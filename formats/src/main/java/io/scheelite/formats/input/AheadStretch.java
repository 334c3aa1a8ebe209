package io.scheelite.formats.input;

import io.scheelite.formats.input.ReadAhead.AheadBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The buffers of a stretch: a window of its blocks, which moves. Used by the asking thread. */
final class AheadStretch {
  private final ReadPlan.Stretch planned;
  private final long address;
  private final @Nullable AheadBlock[] slots;

  AheadStretch(ReadPlan.Stretch planned, long address) {
    this.planned = planned;
    this.address = address;
    this.slots = new AheadBlock[planned.numBlocks()];
  }

  int numBlocks() {
    return slots.length;
  }

  /** Its block of that number, if it is not there yet. */
  List<AheadBlock> begin(int index) {
    List<AheadBlock> begun = new ArrayList<>();
    begin(index, begun);
    return begun;
  }

  /** Moves the window to where a position is in its first block; what is to be read for that. */
  List<AheadBlock> moveTo(long position) {
    boolean whole = (long) slots.length * planned.blockBytes() >= planned.end() - planned.start();
    long first = whole ? 0 : index(position);
    List<AheadBlock> begun = new ArrayList<>();
    for (int i = 0; i < slots.length; i++) {
      begin(first + i, begun);
    }
    return begun;
  }

  private long index(long position) {
    return (position - planned.start()) / planned.blockBytes();
  }

  private void begin(long index, List<AheadBlock> target) {
    long start = planned.start() + index * planned.blockBytes();
    int slot = (int) (index % slots.length);
    AheadBlock before = slots[slot];
    if (start < planned.end() && (before == null || before.start() != start)) {
      int size = (int) Math.min(planned.blockBytes(), planned.end() - start);
      long place = address + (long) slot * planned.blockBytes();
      AheadBlock block = new AheadBlock(start, place, size, before);
      slots[slot] = block;
      target.add(block);
    }
  }

  /** The block that holds a position, or null if the window is elsewhere. */
  @Nullable AheadBlock block(long position) {
    long index = index(position);
    AheadBlock block = slots[(int) (index % slots.length)];
    return block != null && block.start() == planned.start() + index * planned.blockBytes()
        ? block
        : null;
  }

  /** Adds what is still under way of the bytes between two positions. */
  void addMissing(long start, long end, List<CompletableFuture<Void>> target) {
    for (long at = start; at < end; at += planned.blockBytes()) {
      add(block(at), target);
    }
    if (end > start) {
      add(block(end - 1), target);
    }
  }

  private static void add(@Nullable AheadBlock block, List<CompletableFuture<Void>> target) {
    if (block != null && !block.done().isDone()) {
      target.add(block.done());
    }
  }
}
