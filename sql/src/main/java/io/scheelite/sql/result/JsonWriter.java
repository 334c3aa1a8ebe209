package io.scheelite.sql.result;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object per row. Numbers and booleans are written bare, all else as text. */
final class JsonWriter implements ResultWriter {
  private final Appendable target;
  private List<String> names = List.of();

  JsonWriter(Appendable target) {
    this.target = target;
  }

  @Override
  public void begin(Schema schema) {
    names = schema.fields().stream().map(Field::name).toList();
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    target.append('{');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        target.append(',');
      }
      appendText(names.get(i));
      target.append(':');
      appendValue(values.get(i));
    }
    target.append("}\n");
  }

  @Override
  public void end() {}

  private void appendValue(@Nullable Object value) throws IOException {
    boolean bare =
        value instanceof Boolean
            || (value instanceof Number number && Double.isFinite(number.doubleValue()));
    if (value == null) {
      target.append("null");
    } else if (bare) {
      target.append(ValueText.of(value));
    } else {
      appendText(ValueText.of(value));
    }
  }

  private void appendText(String text) throws IOException {
    target.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> target.append("\\\"");
        case '\\' -> target.append("\\\\");
        case '\n' -> target.append("\\n");
        case '\r' -> target.append("\\r");
        case '\t' -> target.append("\\t");
        default -> {
          if (c < ' ') {
            target.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            target.append(c);
          }
        }
      }
    }
    target.append('"');
  }
}
