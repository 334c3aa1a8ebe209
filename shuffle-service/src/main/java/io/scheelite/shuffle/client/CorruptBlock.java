package io.scheelite.shuffle.client;

import io.scheelite.columnar.codec.CorruptDataException;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleFetchException;
import io.scheelite.shuffle.transport.ServiceAddress;

/**
 * A block that was not what was written when it arrived.
 *
 * @param offset where it begins in its run
 * @param hash of what was at hand of it, to compare with what a second request brings
 */
record CorruptBlock(long offset, long hash, CorruptDataException reason) {
  /** Instead of an offset: the blocks are sound, but not those that were promised. */
  static final long EVERYWHERE = -1;

  /** What was promised and what came differ in a way that no second request can mend. */
  ShuffleFetchException diagnose(MapOutputId output, ServiceAddress service) {
    return new ShuffleFetchException(
        output,
        ShuffleFetchException.Kind.CORRUPT,
        "map output is not the one that its writer described: output="
            + output
            + " service="
            + service
            + " reason="
            + reason.getMessage(),
        reason);
  }

  /** It was fetched twice and damaged both times: says where to look. */
  ShuffleFetchException diagnose(CorruptBlock first, MapOutputId output, ServiceAddress service) {
    String diagnosis =
        first.hash == hash
            ? "the same bytes came twice, so they lie there like that: suspect the disk of the"
                + " service or the memory of the writer"
            : "other bytes came the second time: suspect the memory of this machine";
    return new ShuffleFetchException(
        output,
        ShuffleFetchException.Kind.CORRUPT,
        "block of a map output is damaged, and was so when it was fetched again; "
            + diagnosis
            + ": output="
            + output
            + " service="
            + service
            + " reason="
            + reason.getMessage(),
        reason);
  }
}
