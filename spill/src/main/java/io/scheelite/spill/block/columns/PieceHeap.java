package io.scheelite.spill.block.columns;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;

/**
 * The bytes of a piece's long strings, one after another; views refer to them by offset. For one
 * thread.
 */
final class PieceHeap {
  /** Without any room. */
  static final PieceHeap NONE = new PieceHeap(0, 0);

  private final long address;
  private final int capacity;
  private int used;

  PieceHeap(long address, int capacity) {
    this.address = address;
    this.capacity = capacity;
  }

  void reset() {
    used = 0;
  }

  long address() {
    return address;
  }

  int used() {
    return used;
  }

  int room() {
    return capacity - used;
  }

  /** What a string takes of the heap. */
  static int longBytes(long view) {
    int length = StringView.length(view);
    return length > StringView.MAX_INLINE_LENGTH ? length : 0;
  }

  /** Copies a view with its bytes; there is room for them. */
  void copyView(long source, long target) {
    int length = longBytes(source);
    StringView.copy(source, target);
    if (length > 0) {
      NativeMemory.copy(
          NativeMemory.getLong(source + StringView.REST_OFFSET), address + used, length);
      NativeMemory.putLong(target + StringView.REST_OFFSET, used);
      used += length;
    }
  }

  /** Whether a view of this heap and one with an address are the same string. */
  static boolean equal(long own, long other, PieceHeap heap) {
    if (NativeMemory.getLong(own) != NativeMemory.getLong(other)) {
      return false;
    }
    int length = longBytes(own);
    long ownRest = NativeMemory.getLong(own + StringView.REST_OFFSET);
    long otherRest = NativeMemory.getLong(other + StringView.REST_OFFSET);
    return length == 0
        ? ownRest == otherRest
        : NativeMemory.mismatch(heap.address + ownRest, otherRest, length) < 0;
  }
}
