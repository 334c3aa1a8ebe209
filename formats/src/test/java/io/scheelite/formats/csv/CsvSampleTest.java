package io.scheelite.formats.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.TableRows;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.TestMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is found out of files of which some lines are odd. */
@ExtendWith(LedgerCheck.class)
class CsvSampleTest {
  @TempDir Path folder;

  private CsvTable open(String text) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text);
    return CsvTable.open(file, CsvOptions.defaults());
  }

  private static String lines(int count) {
    StringBuilder text = new StringBuilder("a;b;c\n");
    for (int i = 0; i < count; i++) {
      text.append(i).append(";x").append(i).append(";1.5\n");
    }
    return text.toString();
  }

  @Test
  void aLineThatIsCutIsMalformed() throws IOException {
    CsvTable table = open(lines(20) + "20;x");
    assertThat(table.schema().fields())
        .extracting(Field::type)
        .containsExactly(DataType.INT64, DataType.UTF8, DataType.FLOAT64);
    try (TestMemory memory = TestMemory.create(64 << 20)) {
      assertThatThrownBy(() -> TableRows.read(memory, table))
          .isInstanceOfSatisfying(
              FormatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_DATA))
          .hasMessageContaining("line=22");
    }
  }

  @Test
  void textsWithManyOddLinesAreNotDivided() throws IOException {
    assertThat(open(lines(5) + "5;x").schema().size()).isEqualTo(1);
    assertThat(open("title\n" + lines(50)).schema().size()).isEqualTo(1);
  }
}
