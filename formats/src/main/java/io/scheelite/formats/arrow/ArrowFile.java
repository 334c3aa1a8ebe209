package io.scheelite.formats.arrow;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.FoundFile;
import java.util.List;

/**
 * What is known of an IPC file after its messages were indexed. Immutable.
 *
 * @param found the file as it was when it was opened
 * @param isStream whether it is a stream, where dictionaries hold for what comes after them
 * @param schema columns as we see them
 * @param columns how they are stored, in the same order
 * @param layout what is in the record batches
 * @param blocks its record batches that have rows, in order
 */
record ArrowFile(
    FoundFile found,
    boolean isStream,
    Schema schema,
    List<ArrowNode> columns,
    BatchLayout layout,
    List<RecordBlock> blocks) {
  ArrowFile {
    columns = List.copyOf(columns);
    blocks = List.copyOf(blocks);
  }

  /** For messages. */
  FileSite site() {
    return found.site();
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
