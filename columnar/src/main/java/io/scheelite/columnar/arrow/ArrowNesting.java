package io.scheelite.columnar.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.nested.NestedReader;
import io.scheelite.columnar.nested.NestedReader.Mark;
import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Unpacks nested values into Arrow's vectors, value by value. Used by one thread. */
final class ArrowNesting {
  private final NestedReader reader = new NestedReader();

  /** Fills an empty vector with the rows of a flat one. */
  void unpack(ColumnVector source, FieldVector target) {
    target.setInitialCapacity(source.numRows());
    target.allocateNew();
    long validity = source.validityAddress();
    for (int i = 0; i < source.numRows(); i++) {
      if (validity != 0 && !Bitmap.isSet(validity, i)) {
        target.setNull(i);
      } else {
        reader.reset(source.valuesAddress() + (long) i * StringView.SIZE_BYTES);
        unpack(source.type(), target, i);
      }
    }
    target.setValueCount(source.numRows());
  }

  private void unpack(DataType type, FieldVector target, int index) {
    switch (type) {
      case DataType.List list -> unpackElements(list.element(), (ListVector) target, index);
      case DataType.Map map -> unpackElements(map.entry(), (ListVector) target, index);
      case DataType.Struct struct -> unpackFields(struct, (StructVector) target, index);
      case DataType.Utf8 _ -> ((VarCharVector) target).setSafe(index, reader.readByteArray());
      case DataType.Binary _ -> ((VarBinaryVector) target).setSafe(index, reader.readByteArray());
      case DataType.Bool _ -> ((BitVector) target).setSafe(index, reader.readBoolean() ? 1 : 0);
      case DataType.Int8 _ -> ((TinyIntVector) target).setSafe(index, (int) integer(type));
      case DataType.Int16 _ -> ((SmallIntVector) target).setSafe(index, (int) integer(type));
      case DataType.Int32 _ -> ((IntVector) target).setSafe(index, (int) integer(type));
      case DataType.Int64 _ -> ((BigIntVector) target).setSafe(index, integer(type));
      case DataType.Float32 _ -> ((Float4Vector) target).setSafe(index, reader.readFloat32());
      case DataType.Float64 _ -> ((Float8Vector) target).setSafe(index, reader.readFloat64());
      case DataType.Decimal decimal ->
          ((DecimalVector) target)
              .setSafe(index, new BigDecimal(reader.readDecimal(decimal), decimal.scale()));
      case DataType.Date _ -> ((DateDayVector) target).setSafe(index, (int) integer(type));
      case DataType.Timestamp _ -> ((TimeStampMicroVector) target).setSafe(index, integer(type));
      case DataType.Null _ -> throw new IllegalStateException("a value of the type of nulls");
    }
  }

  private void unpackElements(DataType element, ListVector target, int index) {
    FieldVector elements = target.getDataVector();
    int first = target.startNewValue(index);
    int count = 0;
    for (Mark mark = reader.next(element); mark != Mark.END; mark = reader.next(element)) {
      unpackMarked(mark, element, elements, first + count);
      count++;
    }
    target.endValue(index, count);
  }

  private void unpackFields(DataType.Struct struct, StructVector target, int index) {
    target.setIndexDefined(index);
    List<Field> fields = struct.fields();
    for (int i = 0; i < fields.size(); i++) {
      DataType type = fields.get(i).type();
      FieldVector child = (FieldVector) target.getChildByOrdinal(i);
      unpackMarked(reader.next(type), type, child, index);
    }
  }

  private void unpackMarked(Mark mark, DataType type, FieldVector target, int index) {
    if (mark == Mark.VALUE) {
      unpack(type, target, index);
    } else {
      target.setNull(index);
    }
  }

  private long integer(DataType type) {
    return reader.readInteger(type.physicalType().widthBytes());
  }
}
