package io.scheelite.formats.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.TestMemory;
import io.scheelite.operators.source.FieldPath;
import io.scheelite.operators.source.FieldPath.Step;
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
    List<FieldPath> paths = of(table.schema(), random);
    ParquetTable extended = table.withFields(paths);
    assertThat(extended).isNotNull();
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      columns.add(table.schema().size() + i);
    }
    List<List<@Nullable Object>> parts = parts(rows, paths);
    if (!paths.isEmpty()) {
      int batchSize = 1 + random.nextInt(100);
      List<?> found = TableRows.read(memory, extended, columns, List.of(), batchSize);
      assertThat(found.equals(parts)).as("parts %s in batches of %s", paths, batchSize).isTrue();
      TableSource reopened =
          new ParquetTableCodec().decode(new ParquetTableCodec().encode(extended));
      assertThat(TableRows.read(memory, reopened, columns, List.of(), batchSize)).isEqualTo(parts);
    }
  }

  /** Reads each part alone, whatever it is. */
  public static void readAll(TestMemory memory, ParquetTable table, RandomGenerator random) {
    for (FieldPath path : of(table.schema(), random)) {
      ParquetTable extended = table.withFields(List.of(path));
      assertThat(extended).isNotNull();
      try {
        TableRows.read(memory, extended, List.of(table.schema().size()), List.of(), 100);
      } catch (FormatException damaged) {
        assertThat(damaged).hasMessageContaining("column=");
      }
    }
  }

  /** Those of a table. */
  static List<FieldPath> of(Schema schema, RandomGenerator random) {
    List<FieldPath> paths = new ArrayList<>();
    for (int column = 0; column < schema.size(); column++) {
      addParts(new Place(column, List.of(), false), schema.type(column), paths, random);
    }
    return paths;
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

    FieldPath path() {
      return new FieldPath(column, steps);
    }
  }

  /** Those that can be read from one leaf that repeats at most once. */
  private static void addParts(
      Place place, DataType type, List<FieldPath> paths, RandomGenerator random) {
    switch (type) {
      case DataType.Struct(List<Field> fields) -> {
        for (int i = 0; i < fields.size(); i++) {
          addParts(place.with(new FieldPath.Member(i), false), fields.get(i).type(), paths, random);
        }
      }
      case DataType.List list when !place.inList -> {
        if (repeatsOnce(list.element())) {
          paths.add(place.with(new FieldPath.Length(), false).path());
        }
        Step element = new FieldPath.Element(1 + random.nextInt(4));
        addParts(place.with(element, true), list.element(), paths, random);
      }
      case DataType.Map map when !place.inList -> {
        if (repeatsOnce(map.key()) || repeatsOnce(map.value())) {
          paths.add(place.with(new FieldPath.Length(), false).path());
        }
      }
      case DataType.List _, DataType.Map _ -> {}
      default -> {
        if (!place.steps.isEmpty()) {
          paths.add(place.path());
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

  static List<List<@Nullable Object>> parts(
      List<List<@Nullable Object>> rows, List<FieldPath> paths) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (List<@Nullable Object> row : rows) {
      List<@Nullable Object> parts = new ArrayList<>();
      paths.forEach(path -> parts.add(part(row, path)));
      all.add(parts);
    }
    return all;
  }

  private static @Nullable Object part(List<@Nullable Object> row, FieldPath path) {
    Object value = row.get(path.column());
    for (Step step : path.steps()) {
      if (value == null) {
        return null;
      }
      value =
          switch (step) {
            case FieldPath.Member(int position) -> ((List<?>) value).get(position);
            case FieldPath.Element(long number) -> {
              List<?> list = (List<?>) value;
              yield number <= list.size() ? list.get((int) number - 1) : null;
            }
            case FieldPath.Length() -> (long) ((List<?>) value).size();
          };
    }
    return value;
  }
}
