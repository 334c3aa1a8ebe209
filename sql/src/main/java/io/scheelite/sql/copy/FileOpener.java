package io.scheelite.sql.copy;

import io.scheelite.columnar.Schema;
import io.scheelite.formats.BatchFileWriter;
import io.scheelite.memory.MemoryConsumer;
import java.nio.file.Path;

/** Begins files of one format. */
@FunctionalInterface
public interface FileOpener {
  /** A writer of a file, which pays with memory of a consumer. */
  BatchFileWriter open(Path file, Schema schema, MemoryConsumer memory);
}
