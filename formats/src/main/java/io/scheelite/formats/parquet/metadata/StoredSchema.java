package io.scheelite.formats.parquet.metadata;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/** How our writer stores the columns of a schema. */
public final class StoredSchema {
  private static final int WIDE_DECIMAL_BYTES = 16;
  private static final int MAX_INT32_PRECISION = 9;

  private StoredSchema() {}

  /** One per field. */
  public static List<ParquetColumn> columns(Schema schema) {
    return schema.fields().stream().map(StoredSchema::column).toList();
  }

  private static ParquetColumn column(Field field) {
    Type stored = stored(field);
    boolean wide = stored == Type.FIXED_LEN_BYTE_ARRAY;
    return new ParquetColumn(
        field.name(),
        field.type(),
        ParquetColumn.Levels.flat(field.nullable()),
        stored,
        wide ? WIDE_DECIMAL_BYTES : 0,
        wide ? Conversion.FROM_FIXED_BYTES : Conversion.NONE);
  }

  private static Type stored(Field field) {
    return switch (field.type()) {
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
              "Parquet cannot store a column of type NULL; cast it: column=" + field.name());
      case DataType.List _, DataType.Struct _, DataType.Map _ ->
          throw new FormatException(
              ErrorCode.UNSUPPORTED,
              "nested columns cannot be written to Parquet yet, write their parts or their text:"
                  + " column="
                  + field.name()
                  + " type="
                  + field.type().sqlName());
    };
  }

  /** The schema as the footer stores it: a root and its columns. */
  public static List<SchemaElement> elements(Schema schema) {
    List<SchemaElement> elements = new ArrayList<>();
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(schema.size());
    elements.add(root);
    for (Field field : schema.fields()) {
      SchemaElement element = new SchemaElement(field.name());
      element.setType(stored(field));
      element.setRepetition_type(
          field.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
      annotate(element, field.type());
      elements.add(element);
    }
    return elements;
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
