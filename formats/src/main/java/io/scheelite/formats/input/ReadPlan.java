package io.scheelite.formats.input;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which bytes of an input are read ahead, in which pieces, and into how much memory.
 *
 * @param stretches in the order of the file, without overlaps
 */
public record ReadPlan(List<Stretch> stretches) {
  /** Smallest piece that is read. */
  static final int LEAST_BLOCK_BYTES = 64 << 10;

  /**
   * Bytes that somebody reads from front to back.
   *
   * @param start offset in the input
   * @param end offset behind the last byte
   * @param readBytes most of them that are asked for at once
   * @param soon whether they are surely wanted; others are read once somebody asks for the first
   */
  public record Range(long start, long end, long readBytes, boolean soon) {
    long size() {
      return end - start;
    }

    /** With so much, what was asked for stays in memory while the next piece is under way. */
    long leastBytes() {
      return Math.min(size(), readBytes + 2L * LEAST_BLOCK_BYTES);
    }
  }

  /**
   * Neighbouring ranges that share buffers: as many as hold all of it, or a ring.
   *
   * @param ranges at least one
   * @param blockBytes what is read at once
   * @param numBlocks how many blocks are in memory
   */
  public record Stretch(List<Range> ranges, int blockBytes, int numBlocks) {
    /** Copies the list. */
    public Stretch {
      ranges = List.copyOf(ranges);
    }

    long start() {
      return ranges.getFirst().start();
    }

    long end() {
      return ranges.stream().mapToLong(Range::end).max().orElseThrow();
    }

    boolean soon() {
      return ranges.stream().anyMatch(Range::soon);
    }

    long bytes() {
      return Math.min((long) blockBytes * numBlocks, end() - start());
    }
  }

  /** Copies the list. */
  public ReadPlan {
    stretches = List.copyOf(stretches);
  }

  /** Ranges at packed positions, but for those of which nothing is left. */
  static List<Range> pack(List<Range> ranges, LeftOut leftOut) {
    return ranges.stream()
        .map(
            range ->
                new Range(
                    leftOut.pack(range.start()),
                    leftOut.pack(range.end()),
                    range.readBytes(),
                    range.soon()))
        .filter(range -> range.size() > 0)
        .toList();
  }

  /** Memory below which ranges cannot be read ahead. */
  public static long leastBytes(List<Range> ranges) {
    return ranges.stream().mapToLong(Range::leastBytes).sum();
  }

  /** Memory above which nothing is gained. */
  public static long mostBytes(List<Range> ranges, ReadCost cost) {
    long gaps = Math.max(0L, ranges.size() - 1) * cost.gapBytes();
    return ranges.stream().mapToLong(Range::size).sum() + gaps;
  }

  /**
   * Divides memory among ranges: those that fit are read whole, together with neighbours; others
   * get a ring.
   *
   * @param memoryBytes at least {@link #leastBytes}
   */
  public static ReadPlan of(List<Range> wanted, ReadCost cost, long memoryBytes) {
    List<Range> ranges = wanted.stream().sorted(Comparator.comparingLong(Range::start)).toList();
    long least = leastBytes(ranges);
    long lacking = ranges.stream().mapToLong(Range::size).sum() - least;
    long spare = memoryBytes - least;
    long left = spare - Math.min(spare, lacking);
    List<Stretch> stretches = new ArrayList<>();
    List<Range> whole = new ArrayList<>();
    for (Range range : ranges) {
      double share = lacking == 0 ? 1 : Math.min(1, (double) spare / lacking);
      long more = (long) (share * (range.size() - range.leastBytes()));
      long allotted = share == 1 ? range.size() : range.leastBytes() + more;
      if (!whole.isEmpty()) {
        long gap = range.start() - whole.getLast().end();
        boolean joins = allotted == range.size() && gap <= Math.min(left, cost.gapBytes());
        if (joins && range.soon() == whole.getLast().soon()) {
          left -= Math.max(0, gap);
        } else {
          stretches.add(whole(whole, cost));
          whole.clear();
        }
      }
      if (allotted == range.size()) {
        whole.add(range);
      } else {
        stretches.add(ring(range, cost, allotted));
      }
    }
    if (!whole.isEmpty()) {
      stretches.add(whole(whole, cost));
    }
    return new ReadPlan(stretches);
  }

  private static Stretch whole(List<Range> ranges, ReadCost cost) {
    long size = new Stretch(ranges, 1, 1).end() - ranges.getFirst().start();
    int blockBytes = (int) Math.max(1, Math.min(size, cost.readBytes()));
    return new Stretch(ranges, blockBytes, (int) Math.ceilDiv(size, (long) blockBytes));
  }

  private static Stretch ring(Range range, ReadCost cost, long allotted) {
    long half = (allotted - range.readBytes()) / 2;
    int blockBytes = (int) Math.max(LEAST_BLOCK_BYTES, Math.min(half, cost.readBytes()));
    return new Stretch(List.of(range), blockBytes, (int) (allotted / blockBytes));
  }

  /** Memory of all buffers. */
  public long bytes() {
    return stretches.stream().mapToLong(Stretch::bytes).sum();
  }
}
