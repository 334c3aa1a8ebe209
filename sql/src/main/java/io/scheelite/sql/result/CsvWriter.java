package io.scheelite.sql.result;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, lines ending in a newline; NULL is empty, an empty text is {@code ""}.
 */
final class CsvWriter implements ResultWriter {
  private final Appendable target;

  CsvWriter(Appendable target) {
    this.target = target;
  }

  @Override
  public void begin(Schema schema) throws IOException {
    String separator = "";
    for (Field field : schema.fields()) {
      target.append(separator).append(quoted(field.name()));
      separator = ",";
    }
    target.append('\n');
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    String separator = "";
    for (Object value : values) {
      target.append(separator);
      if (value != null) {
        target.append(quoted(ValueText.of(value)));
      }
      separator = ",";
    }
    target.append('\n');
  }

  @Override
  public void end() {}

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
