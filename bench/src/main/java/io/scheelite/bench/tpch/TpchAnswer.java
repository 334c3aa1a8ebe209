package io.scheelite.bench.tpch;

import de.siegmar.fastcsv.reader.CsvReader;
import io.scheelite.bench.dataset.ScaleFactor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What another engine answered: rows of text, the first line of the file (column names) left out.
 *
 * @param rows values as text; an empty string may stand for NULL
 */
public record TpchAnswer(List<List<String>> rows) {
  /** The committed answer, if there is one for this scale factor. */
  public static Optional<TpchAnswer> committed(ScaleFactor scaleFactor, TpchQuery query) {
    String name = "answers/" + scaleFactor.folderName() + "/" + query.label() + ".csv";
    try (InputStream in = TpchAnswer.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(read(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads an answer that a peer wrote. */
  public static TpchAnswer read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(reader);
    }
  }

  /** Reads an answer from CSV text with a header. */
  public static TpchAnswer parse(String csv) {
    try {
      return read(new StringReader(csv));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TpchAnswer read(Reader reader) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (var records = CsvReader.builder().ofCsvRecord(reader)) {
      records.forEach(record -> rows.add(record.getFields()));
    }
    return new TpchAnswer(List.copyOf(rows.subList(Math.min(1, rows.size()), rows.size())));
  }
}
