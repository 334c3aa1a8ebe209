package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Options as bytes.
 *
 * <pre>
 *  byte partitioning: 0, 1, 2 = not said | boolean autocast | boolean union
 *  boolean with files' names | UTF column of these | int types | per type: UTF name, type
 *  type: byte position in SCALARS, or SCALARS.size() and byte precision, byte scale of a decimal
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
  }

  private static void writeType(DataOutput output, DataType type) throws IOException {
    if (type instanceof DataType.Decimal(int precision, int scale)) {
      output.writeByte(SCALARS.size());
      output.writeByte(precision);
      output.writeByte(scale);
    } else {
      output.writeByte(SCALARS.indexOf(type));
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
        named ? column : null);
  }

  private static DataType readType(DataInput input) throws IOException {
    int type = input.readByte();
    if (type == SCALARS.size()) {
      return new DataType.Decimal(input.readByte(), input.readByte());
    }
    if (type < 0 || type > SCALARS.size()) {
      throw new IOException("type=" + type);
    }
    return SCALARS.get(type);
  }
}
