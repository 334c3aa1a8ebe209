package io.scheelite.shuffle.client;

import io.scheelite.shuffle.file.BlockDecoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A run that a reader is at, from its first request to its last block. */
final class ActiveRun {
  private static final int LEAST_PIECE_BYTES = 64 << 10;

  final WindowReader reader;
  final PartitionRun run;

  /** Whether it takes more than one request, so that blocks may lie across them. */
  final boolean large;

  // guarded by the fetch's lock
  final Deque<Piece> pieces = new ArrayDeque<>();
  long issued;
  boolean announced;
  private @Nullable CorruptBlock suspect;

  // the reader's own
  private @Nullable BlockDecoder decoder;
  private int nextPartition;
  private long decodedPartitions;

  ActiveRun(WindowReader reader, PartitionRun run, boolean large) {
    this.reader = reader;
    this.run = run;
    this.large = large;
  }

  /** Whether the piece that comes next has arrived. */
  boolean isReady() {
    Piece next = pieces.peek();
    return next != null && next.ready;
  }

  /** No smaller pieces are asked for; but after damage any is welcome, as room may be scarce. */
  int leastPieceBytes() {
    return suspect == null ? LEAST_PIECE_BYTES : ShuffleClientConfig.UNIT_BYTES;
  }

  /** The decoder that stands before the next block; null = there is none. */
  @Nullable BlockDecoder decoder() {
    while ((decoder == null || decoder.finished()) && nextPartition < run.numPartitions()) {
      if (decoder != null) {
        decodedPartitions += decoder.offset();
      }
      decoder =
          new BlockDecoder(
              run.location().output(),
              run.firstPartition() + nextPartition++,
              run.location().service().toString());
    }
    return decoder == null || decoder.finished() ? null : decoder;
  }

  /** Where the next block begins, from the beginning of the run. */
  long delivered() {
    return decodedPartitions + (decoder == null ? 0 : decoder.offset());
  }

  /** The block that was damaged when it came first, if the next one is it. */
  @Nullable CorruptBlock suspect() {
    return suspect != null && suspect.offset() == delivered() ? suspect : null;
  }

  void suspect(CorruptBlock block) {
    suspect = block;
  }
}
