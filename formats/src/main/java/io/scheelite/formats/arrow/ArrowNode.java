package io.scheelite.formats.arrow;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a field of the schema is stored, with the fields below it. In a record batch each has a
 * length and some buffers, one field after another, those below a field behind it. Immutable.
 */
sealed interface ArrowNode {
  /** Names from the column down, for messages. */
  String path();

  /** Its number among the fields of a record batch. */
  int slot();

  /** What values mean to us. */
  DataType type();

  /** Buffers of its own in every record batch. */
  int numBuffers();

  /** The fields below it. */
  default List<ArrowNode> children() {
    return List.of();
  }

  /** Values, or offsets of texts. */
  record Leaf(String path, int slot, ArrowColumnImport values) implements ArrowNode {
    @Override
    public DataType type() {
      return values.type();
    }

    @Override
    public int numBuffers() {
      return values.numBuffers();
    }
  }

  /** Texts or bytes that lie in any of several buffers, whose number the record batch says. */
  record Views(String path, int slot, DataType type) implements ArrowNode {
    @Override
    public int numBuffers() {
      return 2;
    }
  }

  /**
   * Numbers of values of a dictionary.
   *
   * @param widthBytes of a number: 1, 2, 4 or 8
   * @param isSigned whether numbers below zero can be said, which are malformed
   */
  record Coded(String path, int slot, int widthBytes, boolean isSigned, ArrowDictionary dictionary)
      implements ArrowNode {
    @Override
    public DataType type() {
      return dictionary.values().type();
    }

    @Override
    public int numBuffers() {
      return 2;
    }
  }

  /**
   * Lists of any length.
   *
   * @param offsetBytes of an offset: 4 or 8
   */
  record Lists(String path, int slot, DataType type, int offsetBytes, ArrowNode element)
      implements ArrowNode {
    @Override
    public int numBuffers() {
      return 2;
    }

    @Override
    public List<ArrowNode> children() {
      return List.of(element);
    }
  }

  /** Lists of one length. */
  record FixedLists(String path, int slot, int size, ArrowNode element) implements ArrowNode {
    @Override
    public DataType type() {
      return new DataType.List(element.type());
    }

    @Override
    public int numBuffers() {
      return 1;
    }

    @Override
    public List<ArrowNode> children() {
      return List.of(element);
    }
  }

  /**
   * Structs.
   *
   * @param isEntry whether they are entries of a map, which are never null, nor are their keys
   */
  record Structs(String path, int slot, List<String> names, List<ArrowNode> fields, boolean isEntry)
      implements ArrowNode {
    /** Copies the lists. */
    public Structs {
      names = List.copyOf(names);
      fields = List.copyOf(fields);
    }

    @Override
    public DataType.Struct type() {
      return new DataType.Struct(
          IntStream.range(0, fields.size())
              .mapToObj(i -> new Field(names.get(i), fields.get(i).type(), true))
              .toList());
    }

    @Override
    public int numBuffers() {
      return 1;
    }

    @Override
    public List<ArrowNode> children() {
      return fields;
    }
  }
}
