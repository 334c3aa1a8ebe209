package io.scheelite.formats.arrow;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.arrow.ArrowColumnImport;
import io.scheelite.formats.FileSite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Reads the schema of an IPC file, which may claim anything: fields are counted and their depth is
 * limited before anything is built of them. Used by one thread, once.
 */
final class ArrowSchemaReader {
  private static final int MAX_DEPTH = 64;

  /** The least that a field takes; more fields than that refer to each other in circles. */
  private static final int FIELD_BYTES = 8;

  private final FileSite site;
  private final long offset;
  private final List<Field> fields = new ArrayList<>();
  private final List<ArrowNode> columns = new ArrayList<>();
  private final Map<Long, ArrowDictionary> dictionaries = new HashMap<>();
  private int fieldsLeft;

  private ArrowSchemaReader(FileSite site, long offset, int metadataBytes) {
    this.site = site;
    this.offset = offset;
    this.fieldsLeft = metadataBytes / FIELD_BYTES;
  }

  /** Reads the schema's message at an offset. */
  static ArrowSchemaReader read(
      FileSite site, long offset, int metadataBytes, org.apache.arrow.flatbuf.Schema found) {
    if (found.endianness() != Endianness.Little) {
      throw site.unsupported("Arrow data in big-endian order is not supported");
    }
    ArrowSchemaReader reader = new ArrowSchemaReader(site, offset, metadataBytes);
    for (int i = 0; i < found.fieldsLength(); i++) {
      reader.check(found.fields(i), 1);
    }
    int slot = 0;
    for (var field : org.apache.arrow.vector.types.pojo.Schema.convertSchema(found).getFields()) {
      String name = name(field);
      ArrowNode column = reader.node(field, name, slot);
      slot += numSlots(column);
      reader.columns.add(column);
      reader.fields.add(new Field(name, column.type(), field.isNullable()));
    }
    return reader;
  }

  private void check(org.apache.arrow.flatbuf.@Nullable Field field, int depth) {
    if (field == null || --fieldsLeft < 0) {
      throw site.corrupt("fields of the schema", offset);
    }
    if (depth > MAX_DEPTH) {
      throw site.unsupported("Arrow schema is nested too deeply: levels=" + depth);
    }
    if (field.typeType() <= Type.NONE || field.typeType() >= Type.names.length) {
      throw site.column(Objects.requireNonNullElse(field.name(), ""))
          .unsupported("Arrow type is not known: number=" + field.typeType());
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      check(field.children(i), depth + 1);
    }
  }

  /** A name may be left out, which is read as an empty one elsewhere, too. */
  private static String name(org.apache.arrow.vector.types.pojo.Field field) {
    return Objects.requireNonNullElse(field.getName(), "");
  }

  private static int numSlots(ArrowNode node) {
    return BatchLayout.of(List.of(node)).numSlots();
  }

  private ArrowNode node(org.apache.arrow.vector.types.pojo.Field field, String path, int slot) {
    DictionaryEncoding encoding = field.getDictionary();
    return encoding == null ? plain(field, path, slot) : coded(field, encoding, path, slot);
  }

  private ArrowNode coded(
      org.apache.arrow.vector.types.pojo.Field field,
      DictionaryEncoding encoding,
      String path,
      int slot) {
    ArrowDictionary dictionary = new ArrowDictionary(encoding.getId(), plain(field, path, 0));
    ArrowDictionary known = dictionaries.putIfAbsent(encoding.getId(), dictionary);
    if (known != null && !known.values().type().equals(dictionary.values().type())) {
      throw site.column(path).corrupt("dictionary of two types", offset);
    }
    ArrowType.Int index = encoding.getIndexType();
    return new ArrowNode.Coded(
        path,
        slot,
        index.getBitWidth() / Byte.SIZE,
        index.getIsSigned(),
        known == null ? dictionary : known);
  }

  private ArrowNode plain(org.apache.arrow.vector.types.pojo.Field field, String path, int slot) {
    ArrowType type =
        field.getType() instanceof ArrowType.ExtensionType extension
            ? extension.storageType()
            : field.getType();
    return switch (type) {
      case ArrowType.Utf8View _ -> new ArrowNode.Views(path, slot, DataType.UTF8);
      case ArrowType.BinaryView _ -> new ArrowNode.Views(path, slot, DataType.BINARY);
      case ArrowType.List _ -> list(field, path, slot, Integer.BYTES);
      case ArrowType.LargeList _ -> list(field, path, slot, Long.BYTES);
      case ArrowType.FixedSizeList list -> {
        if (list.getListSize() < 0) {
          throw site.column(path).corrupt("length of lists", offset);
        }
        ArrowNode element = only(field, path, slot);
        yield new ArrowNode.FixedLists(path, slot, list.getListSize(), element);
      }
      case ArrowType.Struct _ -> struct(field, path, slot, false);
      case ArrowType.Map _ -> map(field, path, slot);
      default -> {
        ArrowColumnImport values = ArrowColumnImport.of(type);
        if (values == null) {
          throw site.column(path)
              .unsupported("Arrow type is not supported, cast the column first: type=" + type);
        }
        yield new ArrowNode.Leaf(path, slot, values);
      }
    };
  }

  private ArrowNode list(
      org.apache.arrow.vector.types.pojo.Field field, String path, int slot, int offsetBytes) {
    ArrowNode element = only(field, path, slot);
    return new ArrowNode.Lists(path, slot, new DataType.List(element.type()), offsetBytes, element);
  }

  private ArrowNode only(org.apache.arrow.vector.types.pojo.Field field, String path, int slot) {
    return node(child(field, path), path + ".element", slot + 1);
  }

  private org.apache.arrow.vector.types.pojo.Field child(
      org.apache.arrow.vector.types.pojo.Field field, String path) {
    if (field.getChildren().size() != 1) {
      throw site.column(path).corrupt("number of fields below a list or a map", offset);
    }
    return field.getChildren().getFirst();
  }

  private ArrowNode map(org.apache.arrow.vector.types.pojo.Field field, String path, int slot) {
    var entries = child(field, path);
    if (!(entries.getType() instanceof ArrowType.Struct)
        || entries.getDictionary() != null
        || entries.getChildren().size() != 2) {
      throw site.column(path).corrupt("entries of a map", offset);
    }
    ArrowNode.Structs entry = struct(entries, path, slot + 1, true);
    DataType type = new DataType.Map(entry.fields().get(0).type(), entry.fields().get(1).type());
    return new ArrowNode.Lists(path, slot, type, Integer.BYTES, entry);
  }

  private ArrowNode.Structs struct(
      org.apache.arrow.vector.types.pojo.Field field, String path, int slot, boolean isEntry) {
    if (field.getChildren().isEmpty()) {
      throw site.column(path).unsupported("structs without fields are not supported");
    }
    List<String> names = new ArrayList<>();
    List<ArrowNode> children = new ArrayList<>();
    int next = slot + 1;
    for (var child : field.getChildren()) {
      ArrowNode node = node(child, path + "." + name(child), next);
      next += numSlots(node);
      names.add(name(child));
      children.add(node);
    }
    return new ArrowNode.Structs(path, slot, names, children, isEntry);
  }

  /** Columns as we see them. */
  Schema schema() {
    return new Schema(fields);
  }

  /** How they are stored. */
  List<ArrowNode> columns() {
    return columns;
  }

  /** By the numbers that dictionary batches name; those in use by values of others, too. */
  Map<Long, ArrowDictionary> dictionaries() {
    return dictionaries;
  }
}
