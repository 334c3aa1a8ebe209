package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * How our writer stores the columns of a schema.
 *
 * @param elements as the footer has them: a root and its columns, lists and maps in the form that
 *     Parquet's "LogicalTypes", section "Nested Types", asks writers for
 * @param columns as the reader understands that
 * @param paths for each leaf the names from its column down to it
 */
public record StoredSchema(
    List<SchemaElement> elements, List<FileColumn> columns, List<List<String>> paths) {
  private static final int WIDE_DECIMAL_BYTES = 16;
  private static final int MAX_INT32_PRECISION = 9;

  /** Copies the lists. */
  public StoredSchema {
    elements = List.copyOf(elements);
    columns = List.copyOf(columns);
    paths = List.copyOf(paths);
  }

  /**
   * For a schema.
   *
   * @param file for messages
   * @param fieldIds numbers of the fields
   */
  public static StoredSchema of(FileSite file, Schema schema, FieldIds fieldIds) {
    List<SchemaElement> elements = elements(schema);
    fieldIds.number(elements);
    List<List<String>> paths = new ArrayList<>();
    int next = 1;
    for (int i = 0; i < schema.size(); i++) {
      next = addPaths(elements, next, List.of(), paths);
    }
    return new StoredSchema(elements, SchemaReader.columns(file, elements), paths);
  }

  /** Adds the leaves below an element and returns the number of the element behind them. */
  private static int addPaths(
      List<SchemaElement> elements, int at, List<String> above, List<List<String>> paths) {
    SchemaElement element = elements.get(at);
    List<String> path = new ArrayList<>(above);
    path.add(element.getName());
    if (element.isSetType()) {
      paths.add(path);
    }
    int next = at + 1;
    for (int i = 0; i < element.getNum_children(); i++) {
      next = addPaths(elements, next, path, paths);
    }
    return next;
  }

  private static Type stored(String column, DataType type) {
    return switch (type) {
      case DataType.Bool _ -> Type.BOOLEAN;
      case DataType.Int8 _, DataType.Int16 _, DataType.Int32 _, DataType.Date _ -> Type.INT32;
      case DataType.Int64 _, DataType.Timestamp _ -> Type.INT64;
      case DataType.Float32 _ -> Type.FLOAT;
      case DataType.Float64 _ -> Type.DOUBLE;
      case DataType.Utf8 _, DataType.Binary _ -> Type.BYTE_ARRAY;
      case DataType.Decimal decimal -> {
        if (decimal.precision() <= MAX_INT32_PRECISION) {
          yield Type.INT32;
        }
        yield decimal.precision() <= DataType.Decimal.MAX_INT64_PRECISION
            ? Type.INT64
            : Type.FIXED_LEN_BYTE_ARRAY;
      }
      case DataType.Null _ ->
          throw new FormatException(
              ErrorCode.UNSUPPORTED,
              "Parquet cannot store a column of type NULL; cast it: column=" + column);
      case DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new IllegalStateException("nested values have no type in Parquet: type=" + type);
    };
  }

  private static List<SchemaElement> elements(Schema schema) {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(schema.size());
    elements.add(root);
    for (Field field : schema.fields()) {
      add(elements, field.name(), field.type(), field.nullable(), field.name());
    }
    return elements;
  }

  private static void add(
      List<SchemaElement> elements, String name, DataType type, boolean optional, String column) {
    SchemaElement element = new SchemaElement(name);
    element.setRepetition_type(
        optional ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
    elements.add(element);
    switch (type) {
      case DataType.List list -> {
        element.setLogicalType(LogicalType.LIST(new ListType()));
        element.setConverted_type(ConvertedType.LIST);
        element.setNum_children(1);
        elements.add(repeated("list", 1));
        add(elements, "element", list.element(), true, column);
      }
      case DataType.Map map -> {
        element.setLogicalType(LogicalType.MAP(new MapType()));
        element.setConverted_type(ConvertedType.MAP);
        element.setNum_children(1);
        elements.add(repeated("key_value", 2));
        add(elements, "key", map.key(), false, column);
        add(elements, "value", map.value(), true, column);
      }
      case DataType.Struct struct -> {
        element.setNum_children(struct.fields().size());
        for (Field field : struct.fields()) {
          // whatever the type says: nobody holds parts of values to it
          add(elements, field.name(), field.type(), true, column);
        }
      }
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _ -> {
        element.setType(stored(column, type));
        annotate(element, type);
      }
    }
  }

  /** The group that stands for the elements of a list or for the entries of a map. */
  private static SchemaElement repeated(String name, int numChildren) {
    SchemaElement element = new SchemaElement(name);
    element.setRepetition_type(FieldRepetitionType.REPEATED);
    element.setNum_children(numChildren);
    return element;
  }

  private static void annotate(SchemaElement element, DataType type) {
    switch (type) {
      case DataType.Int8 _ -> integer(element, 8, ConvertedType.INT_8);
      case DataType.Int16 _ -> integer(element, 16, ConvertedType.INT_16);
      case DataType.Int32 _ -> integer(element, 32, ConvertedType.INT_32);
      case DataType.Int64 _ -> integer(element, 64, ConvertedType.INT_64);
      case DataType.Date _ -> {
        element.setLogicalType(LogicalType.DATE(new DateType()));
        element.setConverted_type(ConvertedType.DATE);
      }
      case DataType.Timestamp _ ->
          // the old annotation would mean a time zone
          element.setLogicalType(
              LogicalType.TIMESTAMP(new TimestampType(false, TimeUnit.MICROS(new MicroSeconds()))));
      case DataType.Utf8 _ -> {
        element.setLogicalType(LogicalType.STRING(new StringType()));
        element.setConverted_type(ConvertedType.UTF8);
      }
      case DataType.Decimal decimal -> {
        element.setLogicalType(
            LogicalType.DECIMAL(new DecimalType(decimal.scale(), decimal.precision())));
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setPrecision(decimal.precision());
        element.setScale(decimal.scale());
        if (element.getType() == Type.FIXED_LEN_BYTE_ARRAY) {
          element.setType_length(WIDE_DECIMAL_BYTES);
        }
      }
      case DataType.Bool _,
          DataType.Float32 _,
          DataType.Float64 _,
          DataType.Null _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ -> {}
    }
  }

  private static void integer(SchemaElement element, int bits, ConvertedType converted) {
    element.setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, true)));
    element.setConverted_type(converted);
  }
}
