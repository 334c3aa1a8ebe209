package io.scheelite.formats.input;

/**
 * What a read of an {@link InputFile} costs, by which readers choose what to read at once.
 *
 * @param gapBytes ranges with at most so many bytes between them are better read as one
 * @param readBytes a larger read gains nothing
 * @param concurrentReads how many reads of one reader may be under way at once; 1 where bytes are
 *     best read when they are needed
 */
public record ReadCost(int gapBytes, int readBytes, int concurrentReads) {
  /** Of a file of this machine, which the operating system reads ahead. */
  public static final ReadCost LOCAL = new ReadCost(0, 256 << 10, 1);

  /** Of a server to which a round trip takes as long as a megabyte. */
  public static final ReadCost REMOTE = new ReadCost(1 << 20, 4 << 20, 4);

  /** Refuses what cannot be. */
  public ReadCost {
    if (gapBytes < 0 || readBytes < 1 || concurrentReads < 1) {
      throw new IllegalArgumentException(
          "cost of reads makes no sense: gapBytes="
              + gapBytes
              + " readBytes="
              + readBytes
              + " concurrentReads="
              + concurrentReads);
    }
  }

  /** Whether waiting for a read costs so much that others should be under way meanwhile. */
  public boolean readsAhead() {
    return concurrentReads > 1;
  }
}
