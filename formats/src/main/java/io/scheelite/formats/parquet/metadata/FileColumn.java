package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.util.List;

/**
 * A column of a table as a file stores it: one leaf, or a tree of leaves for lists, structs and
 * maps. Which of them are there in a row, and where lists end, is written in the levels of the
 * leaves (Dremel, Melnik et al. 2010; Parquet format, "Nested Encoding").
 */
public sealed interface FileColumn extends TableColumn {
  /** The definition level from which on the value itself is there, and not null. */
  int definitionLevel();

  /**
   * Values that the file stores.
   *
   * @param column how
   * @param index position among the leaves of the file
   * @param optional whether its own value may be null
   */
  record Leaf(String name, ParquetColumn column, int index, boolean optional)
      implements FileColumn {
    @Override
    public DataType type() {
      return column.type();
    }

    @Override
    public int definitionLevel() {
      return column.levels().definition();
    }

    @Override
    public List<Leaf> leaves() {
      return List.of(this);
    }
  }

  /** Fields side by side. */
  record Struct(String name, List<FileColumn> fields, int definitionLevel, boolean optional)
      implements FileColumn {
    /** Copies the list. */
    public Struct {
      fields = List.copyOf(fields);
    }

    @Override
    public DataType.Struct type() {
      return new DataType.Struct(
          fields.stream().map(field -> new Field(field.name(), field.type(), true)).toList());
    }

    @Override
    public List<Leaf> leaves() {
      return fields.stream().flatMap(field -> field.leaves().stream()).toList();
    }
  }

  /**
   * Elements one after another.
   *
   * @param element what they are; of a map a struct of key and value
   * @param type a list or a map
   * @param elementLevel the definition level from which on there is an element, null or not
   * @param repetitionLevel that of each element but the first
   */
  record Repeated(
      String name,
      FileColumn element,
      DataType type,
      int definitionLevel,
      boolean optional,
      int elementLevel,
      int repetitionLevel)
      implements FileColumn {
    @Override
    public List<Leaf> leaves() {
      return element.leaves();
    }
  }
}
