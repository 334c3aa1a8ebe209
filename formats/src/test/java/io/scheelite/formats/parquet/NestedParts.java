package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.ColumnPart;
import io.scheelite.operators.source.ColumnPart.Step;
import io.scheelite.operators.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Parts of nested values that are read without the rest. */
public final class NestedParts {
  private NestedParts() {}

  /** Reads each part alone and compares it with what the rows say. */
  public static void check(
      TestMemory memory,
      ParquetTable table,
      List<List<@Nullable Object>> rows,
      RandomGenerator random) {
    List<ColumnPart> parts = of(table.schema(), random);
    ParquetTable extended = table.withParts(parts);
    assertThat(extended).isNotNull();
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      columns.add(table.schema().size() + i);
    }
    List<List<@Nullable Object>> expected = expected(rows, parts);
    if (!parts.isEmpty()) {
      int batchSize = 1 + random.nextInt(100);
      List<?> found = TableRows.read(memory, extended, columns, List.of(), batchSize);
      assertThat(found.equals(expected)).as("parts %s in batches of %s", parts, batchSize).isTrue();
      TableSource reopened =
          new ParquetTableCodec().decode(new ParquetTableCodec().encode(extended));
      assertThat(TableRows.read(memory, reopened, columns, List.of(), batchSize))
          .isEqualTo(expected);
    }
  }

  /** Reads each part alone, whatever it is. */
  public static void readAll(TestMemory memory, ParquetTable table, RandomGenerator random) {
    for (ColumnPart part : of(table.schema(), random)) {
      ParquetTable extended = table.withParts(List.of(part));
      assertThat(extended).isNotNull();
      try {
        TableRows.read(memory, extended, List.of(table.schema().size()), List.of(), 100);
      } catch (FormatException damaged) {
        assertThat(damaged).hasMessageContaining("column=");
      }
    }
  }

  /** Those of a table. */
  static List<ColumnPart> of(Schema schema, RandomGenerator random) {
    List<ColumnPart> parts = new ArrayList<>();
    for (int column = 0; column < schema.size(); column++) {
      addParts(new Place(column, List.of(), false), schema.type(column), parts, random);
    }
    return parts;
  }

  /**
   * Where parts are looked for.
   *
   * @param inList whether it is an element of a list
   */
  private record Place(int column, List<Step> steps, boolean inList) {
    Place with(Step step, boolean list) {
      List<Step> all = new ArrayList<>(steps);
      all.add(step);
      return new Place(column, all, inList || list);
    }

    ColumnPart part() {
      return new ColumnPart(column, steps);
    }
  }

  /** Those that can be read from one leaf that repeats at most once. */
  private static void addParts(
      Place place, DataType type, List<ColumnPart> parts, RandomGenerator random) {
    switch (type) {
      case DataType.Struct(List<Field> fields) -> {
        for (int i = 0; i < fields.size(); i++) {
          addParts(
              place.with(new ColumnPart.Member(i), false), fields.get(i).type(), parts, random);
        }
      }
      case DataType.List list when !place.inList -> {
        if (repeatsOnce(list.element())) {
          parts.add(place.with(new ColumnPart.Length(), false).part());
        }
        Step element = new ColumnPart.Element(1 + random.nextInt(4));
        addParts(place.with(element, true), list.element(), parts, random);
      }
      case DataType.Map map when !place.inList -> {
        if (repeatsOnce(map.key()) || repeatsOnce(map.value())) {
          parts.add(place.with(new ColumnPart.Length(), false).part());
        }
      }
      case DataType.List _, DataType.Map _ -> {}
      default -> {
        if (!place.steps.isEmpty()) {
          parts.add(place.part());
        }
      }
    }
  }

  private static boolean repeatsOnce(DataType type) {
    return switch (type) {
      case DataType.List _, DataType.Map _ -> false;
      case DataType.Struct struct ->
          struct.fields().stream().anyMatch(field -> repeatsOnce(field.type()));
      default -> true;
    };
  }

  static List<List<@Nullable Object>> expected(
      List<List<@Nullable Object>> rows, List<ColumnPart> parts) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> values = new ArrayList<>();
      parts.forEach(part -> values.add(expected(row, part)));
      all.add(values);
    }
    return all;
  }

  private static @Nullable Object expected(List<@Nullable Object> row, ColumnPart part) {
    Object value = row.get(part.column());
    for (Step step : part.steps()) {
      if (value == null) {
        return null;
      }
      value =
          switch (step) {
            case ColumnPart.Member(int position) -> ((List<?>) value).get(position);
            case ColumnPart.Element(long number) -> {
              List<?> list = (List<?>) value;
              yield number <= list.size() ? list.get((int) number - 1) : null;
            }
            case ColumnPart.Length() -> (long) ((List<?>) value).size();
          };
    }
    return value;
  }
}
