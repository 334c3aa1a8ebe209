package io.scheelite.formats.arrow;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import java.nio.file.Path;
import java.util.List;

/**
 * What is known of an IPC file after its messages were indexed. Immutable.
 *
 * @param path the file
 * @param schema columns as we see them
 * @param columns how to read them, in the same order
 * @param blocks its record batches that have rows, in order
 */
record ArrowFile(
    Path path, Schema schema, List<ArrowColumnImport> columns, List<RecordBlock> blocks) {
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

  /** Position of the first buffer of a column among those of a record batch. */
  int firstBuffer(int column) {
    return columns.subList(0, column).stream().mapToInt(ArrowColumnImport::numBuffers).sum();
  }

  Field field(int column) {
    return schema.field(column);
  }
}
