package io.scheelite.formats.arrow;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.nio.file.Path;
import java.util.List;

/**
 * What is known of an IPC file after its messages were indexed. Immutable.
 *
 * @param path the file
 * @param isStream whether it is a stream, where dictionaries hold for what comes after them
 * @param schema columns as we see them
 * @param columns how they are stored, in the same order
 * @param layout what is in the record batches
 * @param blocks its record batches that have rows, in order
 */
record ArrowFile(
    Path path,
    boolean isStream,
    Schema schema,
    List<ArrowNode> columns,
    BatchLayout layout,
    List<RecordBlock> blocks) {
  ArrowFile {
    columns = List.copyOf(columns);
    blocks = List.copyOf(blocks);
  }

  /** Largest message. */
  int maxMetadataBytes() {
    return blocks.stream().mapToInt(RecordBlock::metadataBytes).max().orElse(0);
  }

  long numRows() {
    return blocks.stream().mapToLong(RecordBlock::numRows).sum();
  }

  Field field(int column) {
    return schema.field(column);
  }
}
