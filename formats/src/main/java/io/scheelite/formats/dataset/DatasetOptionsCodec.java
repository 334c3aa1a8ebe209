package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Options as bytes.
 *
 * <pre>
 *  byte partitioning: 0, 1, 2 = not said | boolean autocast | boolean union
 *  boolean with files' names | UTF column of these | int types | per type: UTF name, type
 *  int columns by field id | per column: int id, UTF name, type, boolean default, UTF of that
 *  type: byte position in SCALARS, or from SCALARS.size() on:
 *    + 0 byte precision, byte scale of a decimal
 *    + 1 BLOB
 *    + 2 type of a list's elements
 *    + 3 int fields of a struct, per field: UTF name, type
 *    + 4 types of a map's keys and values
 * </pre>
 */
final class DatasetOptionsCodec {
  private static final List<DataType> SCALARS =
      List.of(
          DataType.BOOLEAN,
          DataType.INT8,
          DataType.INT16,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.DATE,
          DataType.TIMESTAMP,
          DataType.UTF8);

  private static final int DECIMAL = 0;
  private static final int BINARY = 1;
  private static final int LIST = 2;
  private static final int STRUCT = 3;
  private static final int MAP = 4;

  private static final int NOT_SAID = 2;

  private DatasetOptionsCodec() {}

  static void write(DataOutput output, DatasetOptions options) throws IOException {
    Boolean partitioning = options.hivePartitioning();
    output.writeByte(partitioning == null ? NOT_SAID : partitioning ? 1 : 0);
    output.writeBoolean(options.hiveTypesAutocast());
    output.writeBoolean(options.unionByName());
    String column = options.fileColumn();
    output.writeBoolean(column != null);
    output.writeUTF(column == null ? "" : column);
    output.writeInt(options.hiveTypes().size());
    for (Map.Entry<String, DataType> type : options.hiveTypes().entrySet()) {
      output.writeUTF(type.getKey());
      writeType(output, type.getValue());
    }
    output.writeInt(options.fieldIdColumns().size());
    for (FieldIdColumn each : options.fieldIdColumns()) {
      output.writeInt(each.fieldId());
      output.writeUTF(each.name());
      writeType(output, each.type());
      String value = each.defaultValue();
      output.writeBoolean(value != null);
      output.writeUTF(value == null ? "" : value);
    }
  }

  private static void writeType(DataOutput output, DataType type) throws IOException {
    switch (type) {
      case DataType.Decimal(int precision, int scale) -> {
        output.writeByte(SCALARS.size() + DECIMAL);
        output.writeByte(precision);
        output.writeByte(scale);
      }
      case DataType.Binary _ -> output.writeByte(SCALARS.size() + BINARY);
      case DataType.List(DataType element) -> {
        output.writeByte(SCALARS.size() + LIST);
        writeType(output, element);
      }
      case DataType.Struct(List<Field> fields) -> {
        output.writeByte(SCALARS.size() + STRUCT);
        output.writeInt(fields.size());
        for (Field field : fields) {
          output.writeUTF(field.name());
          writeType(output, field.type());
        }
      }
      case DataType.Map(DataType key, DataType value) -> {
        output.writeByte(SCALARS.size() + MAP);
        writeType(output, key);
        writeType(output, value);
      }
      default -> output.writeByte(SCALARS.indexOf(type));
    }
  }

  static DatasetOptions read(DataInput input) throws IOException {
    byte partitioning = input.readByte();
    boolean autocast = input.readBoolean();
    boolean union = input.readBoolean();
    boolean named = input.readBoolean();
    String column = input.readUTF();
    Map<String, DataType> types = new HashMap<>();
    for (int i = input.readInt(); i > 0; i--) {
      types.put(input.readUTF(), readType(input));
    }
    return new DatasetOptions(
        partitioning == NOT_SAID ? null : (Boolean) (partitioning == 1),
        types,
        autocast,
        union,
        named ? column : null,
        readColumns(input));
  }

  private static List<FieldIdColumn> readColumns(DataInput input) throws IOException {
    List<FieldIdColumn> columns = new ArrayList<>();
    for (int i = input.readInt(); i > 0; i--) {
      int id = input.readInt();
      String name = input.readUTF();
      DataType type = readType(input);
      boolean given = input.readBoolean();
      String value = input.readUTF();
      columns.add(new FieldIdColumn(id, name, type, given ? value : null));
    }
    return columns;
  }

  private static DataType readType(DataInput input) throws IOException {
    int type = input.readByte();
    if (type >= 0 && type < SCALARS.size()) {
      return SCALARS.get(type);
    }
    return switch (type - SCALARS.size()) {
      case DECIMAL -> new DataType.Decimal(input.readByte(), input.readByte());
      case BINARY -> DataType.BINARY;
      case LIST -> new DataType.List(readType(input));
      case STRUCT -> {
        List<Field> fields = new ArrayList<>();
        for (int i = input.readInt(); i > 0; i--) {
          fields.add(new Field(input.readUTF(), readType(input), true));
        }
        yield new DataType.Struct(fields);
      }
      case MAP -> new DataType.Map(readType(input), readType(input));
      default -> throw new IOException("type=" + type);
    };
  }
}
