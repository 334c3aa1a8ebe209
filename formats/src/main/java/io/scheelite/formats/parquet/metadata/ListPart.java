package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import java.util.List;

/** What one leaf below a list tells of each list, as a column of its own. */
public sealed interface ListPart extends TableColumn {
  /** Repeats, and nothing around it does. */
  FileColumn.Repeated list();

  /** One for each element. */
  FileColumn.Leaf leaf();

  @Override
  default String name() {
    return list().name();
  }

  @Override
  default boolean optional() {
    return true;
  }

  @Override
  default List<FileColumn.Leaf> leaves() {
    return List.of(leaf());
  }

  /** How many elements there are, for which no value is decoded. */
  record Length(FileColumn.Repeated list, FileColumn.Leaf leaf) implements ListPart {
    @Override
    public DataType type() {
      return DataType.INT64;
    }
  }

  /**
   * The value of one element.
   *
   * @param number of the element, from 1
   */
  record Element(FileColumn.Repeated list, FileColumn.Leaf leaf, long number) implements ListPart {
    @Override
    public DataType type() {
      return leaf.type();
    }
  }
}
