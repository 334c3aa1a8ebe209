package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import java.util.List;

/** A column of a table: as a file stores it, or a part of that. */
public sealed interface TableColumn permits FileColumn, ListPart {
  /** The name. */
  String name();

  /** What the values are. */
  DataType type();

  /** Whether it may be null. */
  boolean optional();

  /** What is read for it, in the order of the file. */
  List<FileColumn.Leaf> leaves();
}
