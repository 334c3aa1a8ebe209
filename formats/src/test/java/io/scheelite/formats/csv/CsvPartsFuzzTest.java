package io.scheelite.formats.csv;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import io.scheelite.testsupport.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a file together are the file, whatever is in it; and another parser reads the same. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class CsvPartsFuzzTest {
  private static final List<String> WORDS =
      List.of(
          "a",
          "bc",
          "12",
          ",",
          ",",
          ",",
          "\n",
          "\n",
          "\r\n",
          "\r",
          "\"",
          "\"\"",
          "\",\"",
          "\"\n",
          ",\"",
          "\n\"",
          " ",
          "é",
          "\\",
          "\\\"",
          "a long text without an end of a field or of a line");

  @TempDir private Path folder;

  private static String hostile(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i >= 0; i--) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }

  private static List<Field> columns(int count) {
    List<Field> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(new Field("c" + i, DataType.UTF8, true));
    }
    return columns;
  }

  private Object rows(Path file, CsvOptions options, long partBytes, int batchSize) {
    try (TestMemory memory = TestMemory.create(16 << 20)) {
      CsvTable table = CsvTable.open(FoundFiles.find(List.of(file), ".csv"), options, partBytes);
      return TableRows.read(memory, table, TableRows.all(table), List.of(), batchSize);
    } catch (FormatException e) {
      return e.code() + e.getMessage();
    }
  }

  @Test
  void partsAreTheWholeFile() throws Exception {
    for (int i = 0; i < Seeds.iterations(600); i++) {
      RandomGenerator random = Seeds.random(CsvPartsFuzzTest.class, i);
      String text = hostile(random);
      Path file = Files.writeString(folder.resolve("hostile.csv"), text);
      CsvOptions options =
          CsvOptions.defaults()
              .withDelimiter(',')
              .withHeader(random.nextInt(3) == 0)
              .withSkippedLines(random.nextInt(6) == 0 ? 2 : 0)
              .withColumns(columns(1 + random.nextInt(3)))
              .withNullPadding(random.nextBoolean())
              .withIgnoreErrors(random.nextInt(4) > 0);
      options =
          switch (random.nextInt(6)) {
            case 0 -> options.withEscape('\\');
            case 1 -> options.withQuote((char) 0);
            case 2 -> options.withQuote('a');
            default -> options;
          };
      Object whole = rows(file, options, Long.MAX_VALUE, 2048);
      int partBytes = 1 + random.nextInt(40);
      Object parts = rows(file, options, partBytes, 1 + random.nextInt(5));
      assertThat(parts).as("case %d, parts of %d: %s", i, partBytes, text).isEqualTo(whole);
    }
  }

  @Test
  void anotherParserReadsTheSame() throws Exception {
    for (int i = 0; i < Seeds.iterations(300); i++) {
      RandomGenerator random = Seeds.random(CsvPartsFuzzTest.class, -1 - i);
      String text = hostile(random);
      List<List<@Nullable Object>> expected = new ArrayList<>();
      int width = 1 + random.nextInt(3);
      boolean sound = true;
      try (CsvReader<CsvRecord> reader =
          CsvReader.builder().skipEmptyLines(true).allowUnclosedQuote(false).ofCsvRecord(text)) {
        for (CsvRecord line : reader) {
          sound &= line.getFieldCount() == width;
          expected.add(new ArrayList<>(line.getFields()));
        }
      } catch (CsvParseException e) {
        sound = false;
      }
      if (!sound) {
        continue;
      }
      Path file = folder.resolve("sound.csv");
      Files.writeString(file, text, StandardCharsets.UTF_8);
      CsvOptions options =
          CsvOptions.defaults()
              .withDelimiter(',')
              .withHeader(false)
              .withNullText("no null")
              .withColumns(columns(width));
      if (width > 1) { // of one column an empty line is a null
        assertThat(rows(file, options, 16, 2048)).as("case %d: %s", i, text).isEqualTo(expected);
      }
    }
  }
}
