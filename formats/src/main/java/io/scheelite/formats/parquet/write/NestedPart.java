package io.scheelite.formats.parquet.write;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.metadata.FileColumn;
import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the part of nested values apart that one node of the file's schema describes. Each call
 * hands one occurrence on to the leaves below.
 */
abstract sealed class NestedPart {
  private final FileColumn node;
  private final List<LeafBuffer> leaves;

  private NestedPart(FileColumn node, List<LeafBuffer> leaves) {
    this.node = node;
    this.leaves = leaves;
  }

  /**
   * For a node and what is below it.
   *
   * @param leaves all of the column, whose first one has number {@code firstLeaf} in the file
   */
  static NestedPart of(FileColumn node, List<LeafBuffer> leaves, int firstLeaf) {
    List<FileColumn.Leaf> below = node.leaves();
    int from = below.getFirst().index() - firstLeaf;
    List<LeafBuffer> own = leaves.subList(from, from + below.size());
    return switch (node) {
      case FileColumn.Leaf leaf -> new Value(leaf, own);
      case FileColumn.Struct struct -> {
        List<NestedPart> fields = new ArrayList<>();
        struct.fields().forEach(field -> fields.add(of(field, leaves, firstLeaf)));
        yield new Fields(struct, fields, own);
      }
      case FileColumn.Repeated repeated ->
          new Elements(repeated, of(repeated.element(), leaves, firstLeaf), own);
    };
  }

  /** Appends an occurrence that is null. */
  final void appendNull(int repetition) throws IOException {
    if (!node.optional()) {
      throw new FormatException(
          ErrorCode.NULL_NOT_ALLOWED,
          "Parquet cannot store a null here (keys and entries of maps): field=" + node.name());
    }
    appendAbsent(repetition, node.definitionLevel() - 1);
  }

  final void appendAbsent(int repetition, int definition) throws IOException {
    for (LeafBuffer leaf : leaves) {
      leaf.appendAbsent(repetition, definition);
    }
  }

  /** Appends the occurrence that follows its mark, if {@code mark} says that one does. */
  final void append(NestedReader.Mark mark, int repetition, NestedReader reader)
      throws IOException {
    if (mark == NestedReader.Mark.VALUE) {
      append(repetition, reader);
    } else {
      appendNull(repetition);
    }
  }

  /** Appends the occurrence at the reader, which is not null. */
  abstract void append(int repetition, NestedReader reader) throws IOException;

  /** A leaf. */
  private static final class Value extends NestedPart {
    private final LeafBuffer leaf;

    Value(FileColumn.Leaf node, List<LeafBuffer> leaves) {
      super(node, leaves);
      this.leaf = leaves.getFirst();
    }

    @Override
    void append(int repetition, NestedReader reader) throws IOException {
      leaf.append(repetition, reader);
    }
  }

  /** A struct. */
  private static final class Fields extends NestedPart {
    private final List<NestedPart> fields;
    private final List<DataType> types;

    Fields(FileColumn.Struct node, List<NestedPart> fields, List<LeafBuffer> leaves) {
      super(node, leaves);
      this.fields = List.copyOf(fields);
      this.types = node.fields().stream().map(FileColumn::type).toList();
    }

    @Override
    void append(int repetition, NestedReader reader) throws IOException {
      for (int i = 0; i < fields.size(); i++) {
        fields.get(i).append(reader.next(types.get(i)), repetition, reader);
      }
    }
  }

  /** A list or a map. */
  private static final class Elements extends NestedPart {
    private final NestedPart element;
    private final DataType type;
    private final int emptyLevel;
    private final int repetitionLevel;

    Elements(FileColumn.Repeated node, NestedPart element, List<LeafBuffer> leaves) {
      super(node, leaves);
      this.element = element;
      this.type = node.element().type();
      this.emptyLevel = node.elementLevel() - 1;
      this.repetitionLevel = node.repetitionLevel();
    }

    @Override
    void append(int repetition, NestedReader reader) throws IOException {
      NestedReader.Mark mark = reader.next(type);
      if (mark == NestedReader.Mark.END) {
        appendAbsent(repetition, emptyLevel);
        return;
      }
      element.append(mark, repetition, reader);
      for (mark = reader.next(type); mark != NestedReader.Mark.END; mark = reader.next(type)) {
        element.append(mark, repetitionLevel, reader);
      }
    }
  }
}
