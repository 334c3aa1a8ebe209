package io.scheelite.formats.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Parts of an input that nobody will ask for and that are too long to be read for the sake of what
 * lies around them. Positions without these parts are called packed: reading ahead divides packed
 * bytes into blocks, as if the parts were not there. Immutable.
 */
public final class LeftOut {
  private static final LeftOut NONE = new LeftOut(List.of());

  private final long[] from;
  private final long[] to;
  private final long[] packed; // position of each part without those before it

  /** Some bytes of an input, from an offset to the one behind the last. */
  public record Piece(long from, long to) {}

  private LeftOut(List<Piece> parts) {
    from = parts.stream().mapToLong(Piece::from).toArray();
    to = parts.stream().mapToLong(Piece::to).toArray();
    packed = new long[from.length];
    long before = 0;
    for (int i = 0; i < from.length; i++) {
      packed[i] = from[i] - before;
      before += to[i] - from[i];
    }
  }

  /** Nothing is left out. */
  public static LeftOut none() {
    return NONE;
  }

  /**
   * What lies around wanted pieces.
   *
   * @param whole outside of it nothing is left out
   * @param gapBytes parts between two pieces that are not longer are read
   */
  public static LeftOut around(List<Piece> wanted, Piece whole, long gapBytes) {
    List<Piece> parts = new ArrayList<>();
    long at = whole.from();
    for (Piece piece : wanted.stream().sorted(Comparator.comparingLong(Piece::from)).toList()) {
      boolean first = at == whole.from();
      if (piece.from() - at > (first ? 0 : gapBytes)) {
        parts.add(new Piece(at, piece.from()));
      }
      at = Math.max(at, piece.to());
    }
    if (at < whole.to()) {
      parts.add(new Piece(at, whole.to()));
    }
    return parts.isEmpty() ? NONE : new LeftOut(parts);
  }

  /** How many of the bytes between two positions are in such parts. */
  public long bytes(long start, long end) {
    return end - start - (pack(end) - pack(start));
  }

  /** Whether a position lies in such a part. */
  boolean contains(long position) {
    int part = lastFrom(position);
    return part >= 0 && position < to[part];
  }

  /** Where the first part behind a position begins; {@link Long#MAX_VALUE} without any. */
  public long next(long position) {
    int part = lastFrom(position) + 1;
    return part < from.length ? from[part] : Long.MAX_VALUE;
  }

  /** A position without the parts before it; one inside of a part counts as its beginning. */
  long pack(long position) {
    int part = lastFrom(position);
    return part < 0 ? position : packed[part] + Math.max(0, position - to[part]);
  }

  /** The position behind all parts that lie before a packed one or at it. */
  long unpack(long position) {
    int found = last(packed, position);
    return found < 0 ? position : to[found] + position - packed[found];
  }

  private int lastFrom(long position) {
    return last(from, position);
  }

  /** The last of ascending numbers that is not above a limit; of equal ones the last. */
  private static int last(long[] numbers, long limit) {
    int found = Arrays.binarySearch(numbers, limit);
    int last = found >= 0 ? found : -found - 2;
    while (last + 1 < numbers.length && last >= 0 && numbers[last + 1] == limit) {
      last++; // parts that touch each other begin at one packed position
    }
    return last;
  }
}
