package io.scheelite.formats.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Objects with values nested in each other, as texts of JSON: of one shape, with exceptions. */
final class RandomObjects {
  private static final int MOST_LEVELS = 4;

  private final RandomGenerator random;

  /** Either all dates have a time or none: of both DuckDB makes texts, we make timestamps. */
  private final boolean timed;

  RandomObjects(RandomGenerator random) {
    this.random = random;
    this.timed = random.nextBoolean();
  }

  /** What values of a place look like. */
  private sealed interface Shape {
    record Scalar(int kind) implements Shape {}

    record Array(Shape element) implements Shape {}

    record Fields(Map<String, Shape> fields) implements Shape {}

    /** Keys of no end. */
    record Entries(Shape value) implements Shape {}

    record Either(Shape one, Shape other) implements Shape {}
  }

  /** A file of lines or an array. */
  String file() {
    Map<String, Shape> columns = new LinkedHashMap<>();
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      columns.put("c" + i, shape(MOST_LEVELS));
    }
    int numRows = random.nextInt(1, 120);
    // two columns that have nothing in common, so that nobody takes a row for a map
    List<String> rows =
        IntStream.range(0, numRows)
            .mapToObj(
                i -> "{\"id\":" + i + ",\"list\": [" + i + "]" + members(columns, 20, ",") + "}")
            .toList();
    return random.nextInt(3) == 0
        ? "[" + String.join(",\n", rows) + "]"
        : String.join("\n", rows) + "\n";
  }

  private Shape shape(int levels) {
    int kind = random.nextInt(levels == 0 ? 7 : 14);
    return switch (kind) {
      case 7, 8, 9 -> new Shape.Array(shape(levels - 1));
      case 10, 11 -> {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          fields.put("f" + i, shape(levels - 1));
        }
        yield new Shape.Fields(fields);
      }
      case 12 -> new Shape.Entries(shape(levels - 1));
      case 13 -> new Shape.Either(shape(levels - 1), shape(levels - 1));
      default -> new Shape.Scalar(kind);
    };
  }

  private String value(Shape shape) {
    if (random.nextInt(12) == 0) {
      return "null";
    }
    return switch (shape) {
      case Shape.Scalar scalar -> scalar(scalar.kind);
      case Shape.Array array ->
          IntStream.range(0, random.nextInt(4))
              .mapToObj(_ -> value(array.element))
              .collect(Collectors.joining(random.nextBoolean() ? "," : " , ", "[", "]"));
      case Shape.Fields fields -> "{" + members(fields.fields, 6, "") + "}";
      case Shape.Entries entries ->
          random
              .ints(random.nextInt(3), 0, 300)
              .distinct()
              .mapToObj(key -> "\"k" + key + "é\": " + value(entries.value))
              .collect(Collectors.joining(", ", "{", "}"));
      case Shape.Either either -> value(random.nextBoolean() ? either.one : either.other);
    };
  }

  /** In any order, and one of so many is missing. */
  private String members(Map<String, Shape> fields, int missing, String before) {
    List<String> members = new ArrayList<>();
    fields.forEach(
        (name, field) -> {
          if (random.nextInt(missing) > 0) {
            members.add(random.nextInt(members.size() + 1), "\"" + name + "\":" + value(field));
          }
        });
    return members.isEmpty() ? "" : before + String.join(", ", members);
  }

  private String scalar(int kind) {
    return switch (kind) {
      case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 1 -> random.nextInt(-9000, 9000) / 8.0 + "";
      case 2 -> Boolean.toString(random.nextBoolean());
      case 3 -> "\"x" + "y".repeat(random.nextInt(30)) + "\"";
      // no escapes that DuckDB leaves out when it writes JSON
      case 4 -> "\"é\\n€\\\" 😀\\\\" + random.nextInt(50) + "\"";
      default ->
          timed
              ? String.format(
                  Locale.ROOT,
                  "\"2024-02-29 1%d:02:03.%06d\"",
                  random.nextInt(10),
                  random.nextInt(999_999))
              : String.format(
                  Locale.ROOT, "\"%d-0%d-1%d\"", 1800 + random.nextInt(300), 7, random.nextInt(10));
    };
  }
}
