package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.FileSite;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.jspecify.annotations.Nullable;

/**
 * Makes columns of a footer's list of schema elements, which is the schema's tree in the order in
 * which it is walked. Lists and maps of older writers are taken by the rules of Parquet's
 * "LogicalTypes", section "Nested Types".
 */
final class SchemaReader {
  private static final int MAX_DEPTH = 64;

  private final FileSite site;
  private final List<SchemaElement> elements;
  private int next = 1;
  private int numLeaves;

  private SchemaReader(FileSite site, List<SchemaElement> elements) {
    this.site = site;
    this.elements = elements;
  }

  /** What stands above a schema element. */
  private record Place(String path, int definitionLevel, int repetitionLevel, int depth) {
    Place below(SchemaElement element) {
      FieldRepetitionType repetition = element.getRepetition_type();
      return new Place(
          path.isEmpty() ? element.getName() : path + "." + element.getName(),
          definitionLevel + (repetition == FieldRepetitionType.REQUIRED ? 0 : 1),
          repetitionLevel + (repetition == FieldRepetitionType.REPEATED ? 1 : 0),
          depth + 1);
    }
  }

  /** The columns of a file. */
  static List<FileColumn> columns(FileSite site, List<SchemaElement> elements) {
    if (elements.isEmpty() || elements.getFirst().getNum_children() < 1) {
      throw site.corrupt("Parquet file has no columns", 0);
    }
    SchemaReader reader = new SchemaReader(site, elements);
    int count = elements.getFirst().getNum_children();
    List<FileColumn> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(reader.column(new Place("", 0, 0, 0)));
    }
    if (reader.next != elements.size()) {
      throw site.corrupt("Parquet schema does not fit together", 0);
    }
    return columns;
  }

  private SchemaElement take() {
    if (next >= elements.size()) {
      throw site.corrupt("Parquet schema does not fit together", 0);
    }
    return elements.get(next++);
  }

  private FileColumn column(Place parent) {
    SchemaElement element = take();
    if (element.getRepetition_type() != FieldRepetitionType.REPEATED) {
      return single(element, parent.below(element));
    }
    // a repeated field outside of a list: a list without nulls of what it says
    Place place = parent.below(element);
    FileColumn each = single(element, place);
    return new FileColumn.Repeated(
        element.getName(),
        each,
        new DataType.List(each.type()),
        parent.definitionLevel(),
        false,
        place.definitionLevel(),
        place.repetitionLevel());
  }

  /** A value, or one of several where it is repeated. */
  private FileColumn single(SchemaElement element, Place place) {
    if (place.depth() > MAX_DEPTH) {
      throw site.unsupported("Parquet schema is nested too deeply: levels=" + place.depth());
    }
    boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    if (element.getNum_children() <= 0) {
      ParquetColumn column =
          ColumnTypes.column(
              site,
              element,
              place.path(),
              new ParquetColumn.Levels(
                  place.definitionLevel(),
                  place.repetitionLevel(),
                  place.depth() > 1 || place.repetitionLevel() > 0));
      return new FileColumn.Leaf(element.getName(), column, numLeaves++, optional);
    }
    if (element.isSetType()) {
      throw site.column(place.path()).corrupt("a group of the schema has a type of values", 0);
    }
    Annotation annotation = Annotation.of(element);
    if (annotation != Annotation.NONE && element.getNum_children() == 1) {
      return repeated(element, annotation == Annotation.MAP, place, optional);
    }
    return new FileColumn.Struct(
        element.getName(),
        children(element.getNum_children(), place),
        place.definitionLevel(),
        optional);
  }

  private List<FileColumn> children(int count, Place place) {
    List<FileColumn> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      children.add(column(place));
    }
    return children;
  }

  /** The group of a list or a map, whose only child repeats. */
  private FileColumn repeated(SchemaElement group, boolean map, Place place, boolean optional) {
    SchemaElement child = elements.get(Math.min(next, elements.size() - 1));
    if (child.getRepetition_type() != FieldRepetitionType.REPEATED) {
      return new FileColumn.Struct(
          group.getName(), children(1, place), place.definitionLevel(), optional);
    }
    SchemaElement repeated = take();
    Place inside = place.below(repeated);
    FileColumn element =
        !map && isWrapper(group, repeated) ? column(inside) : single(repeated, inside);
    DataType type = new DataType.List(element.type());
    if (map
        && element instanceof FileColumn.Struct entry
        && entry.fields().size() == 2
        && entry.fields().getFirst() instanceof FileColumn.Leaf) {
      type = new DataType.Map(entry.fields().get(0).type(), entry.fields().get(1).type());
    }
    return new FileColumn.Repeated(
        group.getName(),
        element,
        type,
        place.definitionLevel(),
        optional,
        inside.definitionLevel(),
        inside.repetitionLevel());
  }

  /** Whether the group that repeats only wraps the element, which may be null then. */
  private boolean isWrapper(SchemaElement list, SchemaElement repeated) {
    if (repeated.getNum_children() != 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(list.getName() + "_tuple")) {
      return false;
    }
    SchemaElement only = elements.get(Math.min(next, elements.size() - 1));
    return only.getRepetition_type() != FieldRepetitionType.REPEATED;
  }

  /** What a group says that it is. */
  private enum Annotation {
    LIST,
    MAP,
    NONE;

    static Annotation of(SchemaElement element) {
      LogicalType logical = element.isSetLogicalType() ? element.getLogicalType() : null;
      @Nullable ConvertedType converted =
          element.isSetConverted_type() ? element.getConverted_type() : null;
      if ((logical != null && logical.isSetLIST()) || converted == ConvertedType.LIST) {
        return LIST;
      }
      boolean map =
          (logical != null && logical.isSetMAP())
              || converted == ConvertedType.MAP
              || converted == ConvertedType.MAP_KEY_VALUE;
      return map ? MAP : NONE;
    }
  }
}
