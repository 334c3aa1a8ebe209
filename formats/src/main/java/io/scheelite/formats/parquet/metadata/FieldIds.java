package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a file gives to its fields, so that they are known by these when names change.
 *
 * @param counted whether all fields are counted from 0, those of structs, elements, keys and values
 *     behind the columns around them
 * @param byPath numbers of some, by the names down to them in any case: {@code element}, {@code
 *     key} and {@code value} are those below lists and maps
 */
public record FieldIds(boolean counted, Map<List<String>, Integer> byPath) {
  /** No field has a number. */
  public static final FieldIds NONE = new FieldIds(false, Map.of());

  /** All fields are counted. */
  public static final FieldIds COUNTED = new FieldIds(true, Map.of());

  /** Copies the map. */
  public FieldIds {
    Map<List<String>, Integer> numbers = new HashMap<>();
    byPath.forEach((path, id) -> numbers.put(lowerCase(path), id));
    byPath = Map.copyOf(numbers);
    Set<Integer> seen = new HashSet<>();
    for (int id : byPath.values()) {
      if (!seen.add(id)) {
        throw new FormatException(
            ErrorCode.INVALID_QUERY, "two fields would have one field id: id=" + id);
      }
    }
  }

  private static List<String> lowerCase(List<String> path) {
    return path.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** The number of each column of a file; null for those that have none. */
  static List<@Nullable Integer> ofColumns(List<SchemaElement> elements) {
    List<@Nullable Integer> ids = new ArrayList<>();
    for (int at = 1; at < elements.size(); at = behind(elements, at)) {
      SchemaElement element = elements.get(at);
      ids.add(element.isSetField_id() ? (Integer) element.getField_id() : null);
    }
    return ids;
  }

  private static int behind(List<SchemaElement> elements, int at) {
    int left = 1;
    int next = at;
    while (left > 0) {
      left += Math.max(0, elements.get(next).getNum_children()) - 1;
      next++;
    }
    return next;
  }

  /** Puts the numbers into a schema. */
  void number(List<SchemaElement> elements) {
    if (!counted && byPath.isEmpty()) {
      return;
    }
    Walk walk = new Walk(elements);
    while (walk.next < elements.size()) {
      walk.number(List.of());
    }
    Set<List<String>> unknown = new HashSet<>(byPath.keySet());
    unknown.removeAll(walk.found);
    for (List<String> path : unknown) {
      throw new FormatException(
          ErrorCode.UNKNOWN_COLUMN,
          "field with a field id does not exist in the file: "
              + String.join(".", path)
              + " fields="
              + walk.fields);
    }
  }

  /** Over the elements of a schema, of which the first is the root. */
  private final class Walk {
    private final List<SchemaElement> elements;
    private final Set<List<String>> found = new HashSet<>();
    private final Set<String> fields = new TreeSet<>();
    private int next = 1;
    private int numCounted;

    Walk(List<SchemaElement> elements) {
      this.elements = elements;
    }

    /** The next element and those below. */
    void number(List<String> above) {
      SchemaElement element = elements.get(next++);
      List<String> path = above;
      if (element.getRepetition_type() != FieldRepetitionType.REPEATED) { // those have no number
        path = new ArrayList<>(above);
        path.add(element.getName().toLowerCase(Locale.ROOT));
        fields.add(String.join(".", path));
        Integer id = counted ? (Integer) numCounted++ : byPath.get(path);
        if (id != null) {
          element.setField_id(id);
        }
        found.add(path);
      }
      for (int i = 0; i < element.getNum_children(); i++) {
        number(path);
      }
    }
  }
}
