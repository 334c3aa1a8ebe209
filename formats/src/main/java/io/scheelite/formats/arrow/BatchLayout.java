package io.scheelite.formats.arrow;

import java.util.ArrayList;
import java.util.List;

/** What a record batch of some fields holds, in the order of slots. Immutable. */
final class BatchLayout {
  private final int[] buffers;
  private final boolean[] views;

  private BatchLayout(List<ArrowNode> slots) {
    buffers = slots.stream().mapToInt(ArrowNode::numBuffers).toArray();
    views = new boolean[buffers.length];
    for (int i = 0; i < views.length; i++) {
      views[i] = slots.get(i) instanceof ArrowNode.Views;
    }
  }

  static BatchLayout of(List<ArrowNode> fields) {
    List<ArrowNode> slots = new ArrayList<>();
    fields.forEach(field -> addSlots(field, slots));
    return new BatchLayout(slots);
  }

  private static void addSlots(ArrowNode node, List<ArrowNode> slots) {
    slots.add(node);
    node.children().forEach(child -> addSlots(child, slots));
  }

  int numSlots() {
    return buffers.length;
  }

  /** Buffers of a field that every batch has. */
  int numBuffers(int slot) {
    return buffers[slot];
  }

  /** Whether batches say how many more there are. */
  boolean hasMoreBuffers(int slot) {
    return views[slot];
  }
}
