package io.scheelite.memory.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Free regions that stay mapped for reuse. Guarded by the allocator's lock. */
final class RegionCache {
  private final ArrayDeque<Region> small = new ArrayDeque<>();
  private final ArrayList<Region> large = new ArrayList<>();
  private final boolean splittable;
  private long residentBytes;

  RegionCache(boolean splittable) {
    this.splittable = splittable;
  }

  long residentBytes() {
    return residentBytes;
  }

  void put(Region region) {
    residentBytes += region.residentBytes();
    if (region.large()) {
      large.add(region);
    } else {
      small.addLast(region);
    }
  }

  /** The small region used last, or a large one cut into small ones; null when there is none. */
  @Nullable Region takeSmall(Regions owner) {
    if (small.isEmpty() && splittable && !large.isEmpty()) {
      for (Region piece : owner.split(removeLarge(large.size() - 1), 0)) {
        put(piece);
      }
    }
    Region region = small.pollLast();
    if (region != null) {
      residentBytes -= region.residentBytes();
    }
    return region;
  }

  /** A large region of exactly so many slots, cut to size if need be; null when there is none. */
  @Nullable Region takeLarge(Regions owner, int slots) {
    int best = -1;
    for (int i = 0; i < large.size(); i++) {
      int candidate = large.get(i).slots;
      boolean fits = splittable ? candidate >= slots : candidate == slots;
      if (fits && (best < 0 || candidate < large.get(best).slots)) {
        best = i;
      }
    }
    if (best < 0) {
      return null;
    }
    Region region = removeLarge(best);
    if (region.slots == slots) {
      return region;
    }
    var pieces = owner.split(region, slots);
    for (Region rest : pieces.subList(1, pieces.size())) {
      put(rest);
    }
    return pieces.getFirst();
  }

  /**
   * The region to give back to the system first: large before small, oldest first; null when empty.
   */
  @Nullable Region takeOldest() {
    if (!large.isEmpty()) {
      return removeLarge(0);
    }
    Region region = small.pollFirst();
    if (region != null) {
      residentBytes -= region.residentBytes();
    }
    return region;
  }

  /** A region that nobody has used since that round, or null. */
  @Nullable Region takeUnusedSince(int round) {
    for (int i = 0; i < large.size(); i++) {
      if (large.get(i).lastRound <= round) {
        return removeLarge(i);
      }
    }
    Region oldest = small.peekFirst();
    if (oldest == null || oldest.lastRound > round) {
      return null;
    }
    residentBytes -= oldest.residentBytes();
    return small.removeFirst();
  }

  boolean isEmpty() {
    return small.isEmpty() && large.isEmpty();
  }

  private Region removeLarge(int index) {
    Region region = large.remove(index);
    residentBytes -= region.residentBytes();
    return region;
  }
}
