package io.scheelite.formats.json;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.nested.NestedSlots;
import io.scheelite.columnar.nested.NestedWriter;
import io.scheelite.formats.json.JsonColumn.Mistake;
import io.scheelite.formats.json.JsonRecord.Kind;
import io.scheelite.formats.text.TextColumn;
import io.scheelite.formats.text.Utf8;
import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs values of one place of a nested type: the packers of a column are a tree as its type is.
 * Used by one thread.
 */
abstract sealed class ValuePacker {
  /**
   * What the packers of a column have together.
   *
   * @param tape the value that is packed
   * @param slot room for one value that is not nested
   */
  record Place(JsonTape tape, NestedWriter writer, VectorTarget slot) {}

  private final DataType type;
  final JsonTape tape;
  final NestedWriter writer;
  private @Nullable Mistake mistake;

  private ValuePacker(DataType type, Place place) {
    this.type = type;
    this.tape = place.tape;
    this.writer = place.writer;
  }

  static ValuePacker of(DataType type, Place place) {
    return switch (type) {
      case DataType.List list -> new ListPacker(list, place);
      case DataType.Struct struct -> new StructPacker(struct, place);
      case DataType.Map map -> new MapPacker(map, place);
      default -> new ScalarPacker(type, place);
    };
  }

  /**
   * Packs a value of the tape that is not null, without a mark.
   *
   * @param address of the record's bytes
   * @return false if it is none of the type, see {@link #mistake}
   */
  abstract boolean pack(int value, long address);

  /** Packs a value that may be null, as a part of another one: with its mark. */
  boolean packPart(int value, long address) {
    if (tape.kind(value) == Kind.NULL) {
      writer.writeNull(type);
      return true;
    }
    writer.mark();
    return pack(value, address);
  }

  /** Why the last value was refused. */
  Mistake mistake() {
    if (mistake == null) {
      throw new IllegalStateException("no value was refused");
    }
    return mistake;
  }

  final boolean refuse(int value) {
    return refuse(tape.utf8(value));
  }

  final boolean refuse(byte[] text) {
    mistake = new Mistake("", type.sqlName(), new String(text, StandardCharsets.UTF_8));
    return false;
  }

  /** Refuses a value for that of a part of it. */
  final boolean refuse(Mistake inside, String step) {
    mistake = new Mistake(step + inside.path(), inside.wanted(), inside.value());
    return false;
  }

  /** Elements, one after the other. */
  private static final class ListPacker extends ValuePacker {
    private final ValuePacker element;

    ListPacker(DataType.List type, Place place) {
      super(type, place);
      this.element = of(type.element(), place);
    }

    @Override
    boolean pack(int value, long address) {
      if (tape.kind(value) != Kind.ARRAY) {
        return refuse(value);
      }
      int number = 1;
      for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
        if (!element.packPart(at, address)) {
          return refuse(element.mistake(), "[" + number + "]");
        }
        number++;
      }
      writer.endList();
      return true;
    }
  }

  /** Fields in the order of the type, whatever that of the object is. */
  private static final class StructPacker extends ValuePacker {
    private static final int MISSING = -1;

    private final DataType.Struct struct;
    private final ValuePacker[] fields;
    private final Map<String, Integer> byKey = new HashMap<>();
    private final int[] found;

    StructPacker(DataType.Struct type, Place place) {
      super(type, place);
      this.struct = type;
      List<Field> all = type.fields();
      this.fields = new ValuePacker[all.size()];
      this.found = new int[fields.length];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = of(all.get(i).type(), place);
        Integer _ = byKey.putIfAbsent(all.get(i).name(), i);
      }
    }

    @Override
    boolean pack(int value, long address) {
      if (tape.kind(value) != Kind.OBJECT) {
        return refuse(value);
      }
      Arrays.fill(found, MISSING);
      for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
        Integer field = byKey.get(tape.name(at));
        if (field != null) {
          found[field] = at; // the last value of a key counts
        }
      }
      for (int i = 0; i < fields.length; i++) {
        if (found[i] == MISSING) {
          writer.writeNull(struct.fields().get(i).type());
        } else if (!fields[i].packPart(found[i], address)) {
          return refuse(fields[i].mistake(), "." + struct.fields().get(i).name());
        }
      }
      return true;
    }
  }

  /** Entries in the order of the object. */
  private static final class MapPacker extends ValuePacker {
    private final ValuePacker values;
    private final ScalarPacker keys;
    private final Map<String, Integer> last = new HashMap<>();

    MapPacker(DataType.Map type, Place place) {
      super(type, place);
      this.values = of(type.value(), place);
      this.keys = new ScalarPacker(type.key(), place);
    }

    @Override
    boolean pack(int value, long address) {
      if (tape.kind(value) != Kind.OBJECT) {
        return refuse(value);
      }
      last.clear();
      for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
        Integer _ = last.put(tape.name(at), at);
      }
      for (int at = value + 1; at < tape.next(value); at = tape.next(at)) {
        String key = tape.name(at);
        if (last.getOrDefault(key, at) != at) {
          continue; // the last value of a key counts
        }
        writer.mark();
        if (!keys.packKey(key, address + tape.from(value))) {
          return refuse(keys.mistake(), step(key));
        }
        if (!values.packPart(at, address)) {
          return refuse(values.mistake(), step(key));
        }
      }
      writer.endList();
      return true;
    }

    private static String step(String key) {
      return "['" + key + "']";
    }
  }

  /** Values that are not nested, from their texts. */
  private static final class ScalarPacker extends ValuePacker {
    private final TextColumn column;

    ScalarPacker(DataType type, Place place) {
      super(type, place);
      this.column = new TextColumn(type, place.slot, 1, null);
    }

    @Override
    boolean pack(int value, long address) {
      long bytes = address + tape.from(value);
      int length = tape.end(value) - tape.from(value);
      if (!tape.isPlain(value)) {
        byte[] utf8 = tape.utf8(value);
        length = utf8.length; // takes the place of the value's bytes, which are not fewer
        NativeMemory.copyFromArray(utf8, 0, bytes, length);
      }
      return packBytes(bytes, length) || refuse(value);
    }

    /** Packs the key of an entry, whose bytes may be put over those of the entries before. */
    boolean packKey(String key, long room) {
      byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
      NativeMemory.copyFromArray(utf8, 0, room, utf8.length);
      writer.mark();
      return packBytes(room, utf8.length) || refuse(utf8);
    }

    private boolean packBytes(long bytes, int length) {
      if (column.isText()) {
        if (!Utf8.isValid(bytes, length)) {
          return false;
        }
        writer.writeBytes(bytes, length);
        return true;
      }
      column.clear();
      if (!column.put(0, bytes, length)) {
        return false;
      }
      NestedSlots.packValue(writer, column.vector(1), 0);
      return true;
    }
  }
}
