package io.scheelite.sql.result;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.sql.logical.CopyFormat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, lines ending in a newline; NULL is empty, an empty text is {@code ""}.
 */
public final class CsvRows implements ResultWriter {
  private final CsvWriter csv;
  private final boolean header;
  private final String nullText;
  private boolean writesNull;

  /** The usual form. */
  CsvRows(Appendable target) {
    this(target, new CopyFormat.Csv(',', true, '"', ""));
  }

  /** Another form; a text that is the one of nulls is quoted. */
  public CsvRows(Appendable target, CopyFormat.Csv format) {
    this.header = format.header();
    this.nullText = format.nullText();
    this.csv =
        CsvWriter.builder()
            .fieldSeparator(format.delimiter())
            .quoteCharacter(format.quote())
            .lineDelimiter(LineDelimiter.LF)
            .quoteStrategy(new Quoting())
            .build(new AppendableTarget(target));
  }

  /** Quotes what could be taken for a null. */
  private final class Quoting implements QuoteStrategy {
    @Override
    public boolean quoteEmpty(int line, int field) {
      return !writesNull && nullText.isEmpty();
    }

    @Override
    public boolean quoteValue(int line, int field, String value) {
      return !writesNull && value.equals(nullText);
    }
  }

  @Override
  public void begin(Schema schema) {
    if (header) {
      csv.writeRecord(schema.fields().stream().map(Field::name).toList());
    }
  }

  @Override
  public void row(List<@Nullable Object> values) {
    CsvWriter.CsvWriterRecord line = csv.writeRecord();
    for (Object value : values) {
      writesNull = value == null;
      line.writeField(value == null ? nullText : ValueText.of(value));
    }
    line.endRecord();
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
