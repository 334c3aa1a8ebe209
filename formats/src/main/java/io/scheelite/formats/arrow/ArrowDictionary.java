package io.scheelite.formats.arrow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values that some columns refer to by number: those of a dictionary batch, and of the ones
 * that add to it. In a stream another batch may take the place of all before it.
 *
 * <p>Grows while a file is indexed, and is immutable afterwards.
 */
final class ArrowDictionary {
  private final long id;
  private final ArrowNode values;
  private final BatchLayout layout;
  private final List<Chunk> chunks = new ArrayList<>();

  /**
   * A dictionary batch.
   *
   * @param first number of the batch that began the dictionary
   */
  private record Chunk(RecordBlock block, int first) {}

  ArrowDictionary(long id, ArrowNode values) {
    this.id = id;
    this.values = values;
    this.layout = BatchLayout.of(List.of(values));
  }

  long id() {
    return id;
  }

  /** How values are stored in their batches. */
  ArrowNode values() {
    return values;
  }

  /** What is in the batches. */
  BatchLayout layout() {
    return layout;
  }

  /** Whether it has any batch. */
  boolean isEmpty() {
    return chunks.isEmpty();
  }

  /** Takes note of the next batch of the file. */
  void add(RecordBlock block, boolean isDelta) {
    int first = isDelta && !chunks.isEmpty() ? chunks.getLast().first : chunks.size();
    chunks.add(new Chunk(block, first));
  }

  /**
   * The batches that values at a place of the file refer to.
   *
   * @param offset the place; beyond the end for all batches
   * @return null if there are none
   */
  @Nullable List<RecordBlock> before(long offset) {
    int low = 0;
    int high = chunks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (chunks.get(middle).block.metadataOffset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0
        ? null
        : chunks.subList(chunks.get(low - 1).first, low).stream().map(Chunk::block).toList();
  }

  /** Largest message. */
  int maxMetadataBytes() {
    return chunks.stream().mapToInt(chunk -> chunk.block.metadataBytes()).max().orElse(0);
  }
}
