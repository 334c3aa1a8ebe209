package io.scheelite.bench.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a table of results is written. The first row holds the column names. */
public enum ReportFormat {
  /** Columns padded to equal width, for people. */
  TABLE {
    @Override
    public String render(List<List<String>> rows) {
      int[] widths = widths(rows);
      StringBuilder out = new StringBuilder();
      for (List<String> row : rows) {
        out.append(
                IntStream.range(0, row.size())
                    .mapToObj(i -> padded(row.get(i), widths[i], i == 0))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
            .append('\n');
      }
      return out.toString();
    }
  },
  /** Comma-separated values, for programs. */
  CSV {
    @Override
    public String render(List<List<String>> rows) {
      StringWriter out = new StringWriter();
      try (CsvWriter writer =
          CsvWriter.builder()
              .lineDelimiter(de.siegmar.fastcsv.writer.LineDelimiter.LF)
              .build(out)) {
        rows.forEach(writer::writeRecord);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toString();
    }
  },
  /** A Markdown table, for {@code bench/RESULTS.md}. */
  MARKDOWN {
    @Override
    public String render(List<List<String>> rows) {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < rows.size(); i++) {
        out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
        if (i == 0) {
          out.append("|").append("---|".repeat(rows.get(i).size())).append('\n');
        }
      }
      return out.toString();
    }
  };

  /** The whole table as text that ends with a line break. */
  public abstract String render(List<List<String>> rows);

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String padded(String text, int width, boolean left) {
    String space = " ".repeat(width - text.length());
    return left ? text + space : space + text;
  }
}
