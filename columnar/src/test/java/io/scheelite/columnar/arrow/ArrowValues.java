package io.scheelite.columnar.arrow;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Rows of a root as Arrow itself reads them, in our canonical form. */
public final class ArrowValues {
  private ArrowValues() {}

  /** All rows. */
  public static List<List<@Nullable Object>> rows(VectorSchemaRoot root) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < root.getRowCount(); i++) {
      @Nullable Object[] row = new Object[root.getFieldVectors().size()];
      for (int c = 0; c < row.length; c++) {
        row[c] = value(root.getVector(c), i);
      }
      rows.add(Arrays.asList(row));
    }
    return rows;
  }

  private static @Nullable Object value(FieldVector vector, int row) {
    if (vector.isNull(row)) {
      return null;
    }
    if (vector instanceof ListVector list) { // maps as well
      List<@Nullable Object> elements = new ArrayList<>();
      for (int i = list.getElementStartIndex(row); i < list.getElementEndIndex(row); i++) {
        elements.add(value(list.getDataVector(), i));
      }
      return elements;
    }
    if (vector instanceof StructVector struct) {
      List<@Nullable Object> fields = new ArrayList<>();
      struct.getChildrenFromFields().forEach(child -> fields.add(value(child, row)));
      return fields;
    }
    Object value = vector.getObject(row);
    return switch (value) {
      case null -> null;
      case Integer day when vector instanceof DateDayVector -> LocalDate.ofEpochDay(day);
      case Byte number -> number.longValue();
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case org.apache.arrow.vector.util.Text text -> text.toString();
      case byte[] bytes -> ByteBuffer.wrap(bytes);
      default -> value;
    };
  }
}
