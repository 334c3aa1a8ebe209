package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.formats.parquet.metadata.FileColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes lists, structs and maps apart into their leaves, row by row: the way back from what the
 * package {@code read} puts together.
 */
final class NestedColumnWriter {
  private final List<LeafBuffer> leaves = new ArrayList<>();
  private final NestedPart part;
  private final NestedReader reader = new NestedReader();

  /** Over the chunks of the column's leaves. */
  NestedColumnWriter(FileColumn column, List<ChunkWriter> chunks, WriterMemory memory) {
    for (ChunkWriter chunk : chunks) {
      leaves.add(new LeafBuffer(chunk, memory));
    }
    this.part = NestedPart.of(column, leaves, column.leaves().getFirst().index());
  }

  /** Appends nested values. */
  void append(RowSlice slice) throws IOException {
    for (int row = 0; row < slice.numRows(); row++) {
      if (slice.isValid(row)) {
        reader.reset(slice.values() + (long) row * StringView.SIZE_BYTES);
        part.append(0, reader);
      } else {
        part.appendNull(0);
      }
    }
    for (LeafBuffer leaf : leaves) {
      leaf.flush();
    }
  }
}
