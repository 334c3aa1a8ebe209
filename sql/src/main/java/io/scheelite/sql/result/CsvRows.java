package io.scheelite.sql.result;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, lines ending in a newline; NULL is empty, an empty text is {@code ""}.
 */
final class CsvRows implements ResultWriter {
  private final CsvWriter csv;

  CsvRows(Appendable target) {
    this.csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .quoteStrategy(QuoteStrategies.EMPTY)
            .build(new AppendableTarget(target));
  }

  @Override
  public void begin(Schema schema) {
    csv.writeRecord(schema.fields().stream().map(Field::name).toList());
  }

  @Override
  public void row(List<@Nullable Object> values) {
    CsvWriter.CsvWriterRecord line = csv.writeRecord();
    for (Object value : values) {
      line.writeField(value == null ? null : ValueText.of(value));
    }
    line.endRecord();
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
