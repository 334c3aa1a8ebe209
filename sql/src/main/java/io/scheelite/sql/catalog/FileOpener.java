package io.scheelite.sql.catalog;

import io.scheelite.columnar.Field;
import io.scheelite.operators.source.TableSource;
import java.util.List;

/** Opens the files that statements name. Thread-safe. */
@FunctionalInterface
public interface FileOpener {
  /**
   * Opens files as a table.
   *
   * @param columns of files of texts; empty if they are to be found out
   */
  TableSource open(FileReference files, List<Field> columns);
}
