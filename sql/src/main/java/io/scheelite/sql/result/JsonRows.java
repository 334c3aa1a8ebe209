package io.scheelite.sql.result;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON lines: an object per row, its values as {@link JsonValues} has them. */
final class JsonRows implements ResultWriter {
  private final Appendable target;
  private final JsonGenerator json;
  private List<String> names = List.of();

  JsonRows(Appendable target) throws IOException {
    this.target = target;
    this.json =
        JsonValues.FACTORY
            .createGenerator(new AppendableTarget(target))
            .setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  @Override
  public void begin(Schema schema) {
    names = schema.fields().stream().map(Field::name).toList();
  }

  @Override
  public void row(List<@Nullable Object> values) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < values.size(); i++) {
      json.writeFieldName(names.get(i));
      JsonValues.write(json, values.get(i));
    }
    json.writeEndObject();
  }

  @Override
  public void end() throws IOException {
    boolean anyRow = json.getOutputContext().getEntryCount() > 0;
    json.flush();
    if (anyRow) {
      target.append('\n');
    }
  }
}
