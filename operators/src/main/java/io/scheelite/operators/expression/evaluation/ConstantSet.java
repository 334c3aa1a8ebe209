package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The constants of a long IN list as an open-addressing hash table: of 64-bit words, or of strings
 * whose views lie in evaluation memory.
 */
final class ConstantSet {
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;
  private static final int EMPTY = -1;

  private final long[] entries; // words, or addresses of views
  private final int[] slots; // positions in entries
  private final int shift;

  private ConstantSet(int size) {
    int bits = Math.max(3, 33 - Integer.numberOfLeadingZeros(Math.max(1, size)));
    this.entries = new long[size];
    this.slots = new int[1 << bits];
    this.shift = Long.SIZE - bits;
    Arrays.fill(slots, EMPTY);
  }

  static ConstantSet ofWords(long[] words) {
    ConstantSet set = new ConstantSet(words.length);
    for (int i = 0; i < words.length; i++) {
      set.entries[i] = words[i];
      set.insert(i, hash(words[i]));
    }
    return set;
  }

  static ConstantSet ofStrings(List<String> strings, EvaluationMemory memory) {
    ConstantSet set = new ConstantSet(strings.size());
    for (int i = 0; i < set.entries.length; i++) {
      byte[] bytes = strings.get(i).getBytes(StandardCharsets.UTF_8);
      long view = memory.allocate(StringView.SIZE_BYTES + bytes.length);
      set.entries[i] = view;
      if (memory.isReal()) {
        StringView.write(view, bytes, view + StringView.SIZE_BYTES);
        set.insert(i, hashView(view));
      }
    }
    return set;
  }

  private void insert(int entry, long hash) {
    int mask = slots.length - 1;
    int slot = (int) (hash >>> shift);
    while (slots[slot] != EMPTY) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = entry;
  }

  boolean containsWord(long word) {
    int mask = slots.length - 1;
    int slot = (int) (hash(word) >>> shift);
    int entry = slots[slot];
    while (entry != EMPTY && entries[entry] != word) {
      slot = (slot + 1) & mask;
      entry = slots[slot];
    }
    return entry != EMPTY;
  }

  boolean containsView(long view) {
    int mask = slots.length - 1;
    int slot = (int) (hashView(view) >>> shift);
    int entry = slots[slot];
    while (entry != EMPTY && !StringView.equal(entries[entry], view)) {
      slot = (slot + 1) & mask;
      entry = slots[slot];
    }
    return entry != EMPTY;
  }

  private static long hash(long word) {
    long mixed = word * MULTIPLIER;
    return (mixed ^ mixed >>> 32) * MULTIPLIER;
  }

  /** By length, prefix and the last eight bytes (all others of a short string). */
  private static long hashView(long view) {
    long rest =
        StringView.isInline(view)
            ? NativeMemory.getLong(view + StringView.REST_OFFSET)
            : NativeMemory.getLong(
                StringView.bytesAddress(view) + StringView.length(view) - Long.BYTES);
    return hash(NativeMemory.getLong(view) ^ Long.rotateLeft(rest * MULTIPLIER, 32));
  }
}
