package io.scheelite.sql.result;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.expression.NumericTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with aligned columns, numbers to the right. Column widths come from the first rows; the
 * rows after them are streamed, wider values simply take their place.
 */
final class TableRows implements ResultWriter {
  private static final int ROWS_TO_MEASURE = 1000;
  private static final String NULL_TEXT = "NULL";

  private final Appendable target;
  private final List<List<String>> measured = new ArrayList<>();
  private List<Field> fields = List.of();
  private int[] widths = {};
  private boolean headerWritten;
  private long numRows;

  TableRows(Appendable target) {
    this.target = target;
  }

  @Override
  public void begin(Schema schema) {
    fields = schema.fields();
    widths = fields.stream().mapToInt(field -> width(field.name())).toArray();
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    List<String> texts =
        values.stream().map(value -> value == null ? NULL_TEXT : ValueText.of(value)).toList();
    numRows++;
    if (headerWritten) {
      appendRow(texts);
      return;
    }
    for (int i = 0; i < texts.size(); i++) {
      widths[i] = Math.max(widths[i], width(texts.get(i)));
    }
    measured.add(texts);
    if (measured.size() == ROWS_TO_MEASURE) {
      appendMeasured();
    }
  }

  @Override
  public void end() throws IOException {
    if (!headerWritten) {
      appendMeasured();
    }
    target.append("(" + numRows + (numRows == 1 ? " row)" : " rows)")).append('\n');
  }

  private void appendMeasured() throws IOException {
    headerWritten = true;
    appendRow(fields.stream().map(Field::name).toList());
    for (int i = 0; i < widths.length; i++) {
      target.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
    }
    target.append("-\n");
    for (List<String> texts : measured) {
      appendRow(texts);
    }
    measured.clear();
  }

  private void appendRow(List<String> texts) throws IOException {
    for (int i = 0; i < texts.size(); i++) {
      String padding = " ".repeat(Math.max(0, widths[i] - width(texts.get(i))));
      target.append(i == 0 ? " " : " | ");
      if (isRightAligned(fields.get(i).type())) {
        target.append(padding).append(texts.get(i));
      } else {
        target.append(texts.get(i)).append(padding);
      }
    }
    target.append(" \n");
  }

  private static boolean isRightAligned(DataType type) {
    return NumericTypes.isNumeric(type);
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
