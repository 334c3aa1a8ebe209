package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.formats.parquet.metadata.FileColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the part of a nested column that one node of the file's schema describes. Each call takes
 * the values of one occurrence from the leaves below.
 */
abstract sealed class NestedPart {
  private final DataType type;
  private final int level;
  private final boolean optional;
  private final LeafCursor[] leaves; // arrays: they are walked for every value

  private NestedPart(FileColumn node, List<LeafCursor> leaves) {
    this.type = node.type();
    this.level = node.definitionLevel();
    this.optional = node.optional();
    this.leaves = leaves.toArray(LeafCursor[]::new);
  }

  /**
   * For a node and what is below it.
   *
   * @param leaves all of the column, whose first one has number {@code firstLeaf} in the file
   */
  static NestedPart of(FileColumn node, List<LeafCursor> leaves, int firstLeaf) {
    List<FileColumn.Leaf> below = node.leaves();
    int from = below.getFirst().index() - firstLeaf;
    List<LeafCursor> own = leaves.subList(from, from + below.size());
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

  /** Whether the next occurrence is null; then it is behind the leaves. */
  final boolean takeNull() {
    int definition = leaves[0].definition();
    if (definition >= level) {
      return false;
    }
    if (!optional || definition < level - 1) {
      throw leaves[0].contradiction();
    }
    passOver(level);
    return true;
  }

  /** Goes on in all leaves, whose values are not there: their levels are below {@code limit}. */
  final void passOver(int limit) {
    for (LeafCursor leaf : leaves) {
      if (leaf.definition() >= limit) {
        throw leaf.contradiction();
      }
      leaf.advance();
    }
  }

  /** Packs the next occurrence as an element or a field. */
  void packPart(NestedWriter writer) {
    if (takeNull()) {
      writer.writeNull(type);
    } else {
      writer.mark();
      pack(writer);
    }
  }

  /** Packs the next occurrence, which is not null. */
  abstract void pack(NestedWriter writer);

  /** A leaf. */
  private static final class Value extends NestedPart {
    private final LeafCursor leaf;
    private final int smallest;

    Value(FileColumn.Leaf node, List<LeafCursor> leaves) {
      super(node, leaves);
      this.leaf = leaves.getFirst();
      this.smallest = node.definitionLevel() - (node.optional() ? 1 : 0);
    }

    @Override
    void packPart(NestedWriter writer) {
      if (leaf.definition() < smallest) {
        throw leaf.contradiction();
      }
      leaf.pack(writer);
      leaf.advance();
    }

    @Override
    void pack(NestedWriter writer) {
      throw new IllegalStateException("a leaf is always part of something");
    }
  }

  /** A struct. */
  private static final class Fields extends NestedPart {
    private final NestedPart[] fields;

    Fields(FileColumn.Struct node, List<NestedPart> fields, List<LeafCursor> leaves) {
      super(node, leaves);
      this.fields = fields.toArray(NestedPart[]::new);
    }

    @Override
    void pack(NestedWriter writer) {
      for (NestedPart field : fields) {
        field.packPart(writer);
      }
    }
  }

  /** A list or a map. */
  private static final class Elements extends NestedPart {
    private final NestedPart element;
    private final LeafCursor[] leaves;
    private final int elementLevel;
    private final int repetitionLevel;

    Elements(FileColumn.Repeated node, NestedPart element, List<LeafCursor> leaves) {
      super(node, leaves);
      this.element = element;
      this.leaves = leaves.toArray(LeafCursor[]::new);
      this.elementLevel = node.elementLevel();
      this.repetitionLevel = node.repetitionLevel();
    }

    @Override
    void pack(NestedWriter writer) {
      if (leaves[0].definition() < elementLevel) {
        passOver(elementLevel);
      } else {
        packElements(writer);
      }
      writer.endList();
    }

    private void packElements(NestedWriter writer) {
      if (element instanceof Value value) {
        value.leaf.packElements(writer, repetitionLevel, value.smallest);
        return;
      }
      do {
        element.packPart(writer);
      } while (goesOn());
    }

    /** Whether another element follows: all leaves must say the same. */
    private boolean goesOn() {
      int repetition = leaves[0].repetition();
      boolean more = repetition == repetitionLevel;
      if (repetition > repetitionLevel) {
        throw leaves[0].contradiction();
      }
      for (int i = 1; i < leaves.length; i++) {
        if ((leaves[i].repetition() == repetitionLevel) != more) {
          throw leaves[i].contradiction();
        }
      }
      return more;
    }
  }
}
