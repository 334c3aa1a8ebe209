package io.scheelite.formats.csv;

import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.formats.text.RecordWindow.Found;
import io.scheelite.formats.text.TextColumn;
import io.scheelite.memory.NativeMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The records of a file and their fields. Used by one thread, which closes it. */
final class CsvRecords implements AutoCloseable {
  private final CsvOptions options;
  private final RecordWindow records;
  private final CsvTokenizer tokenizer;
  private final byte[] nullText;

  /**
   * Opens a file.
   *
   * @param address memory of {@link #windowBytes}
   */
  CsvRecords(FoundFile file, CsvOptions options, char delimiter, long address) {
    this.options = options;
    this.tokenizer = new CsvTokenizer(options.dialect(), delimiter);
    this.records =
        new RecordWindow(
            file,
            address,
            tokenizer,
            options.rules().maxLineBytes(),
            "malformed CSV: line is too long, look for a quote that is never closed or raise"
                + " max_line_size:");
    this.nullText = options.nullText().getBytes(StandardCharsets.UTF_8);
  }

  /** What a window takes. */
  static long windowBytes(CsvOptions options) {
    return RecordWindow.sizeBytes(options.rules().maxLineBytes());
  }

  /**
   * Goes to the file's first record behind the line of names, if it has one.
   *
   * @return its offset
   */
  long begin(boolean hasHeader) {
    records.begin();
    for (int i = 0; i < options.dialect().skippedLines(); i++) {
      long _ = records.skip(tokenizer.lines());
    }
    if (hasHeader) {
      Found found = records.next(false);
      while (found == Found.RECORD && tokenizer.isEmpty()) {
        found = records.next(false);
      }
    }
    return records.bytes().offset() + records.position();
  }

  /** Where the records are. */
  RecordWindow window() {
    return records;
  }

  CsvTokenizer tokenizer() {
    return tokenizer;
  }

  /** Whether a field, other than the quoted ones, is the null text. */
  boolean isNull(int field) {
    int length = tokenizer.length(field);
    if (length != nullText.length || tokenizer.kind(field) != CsvTokenizer.PLAIN) {
      return false;
    }
    long address = address(field);
    for (int i = 0; i < length; i++) {
      if (NativeMemory.getByte(address + i) != nullText[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where a field's bytes are. */
  long address(int field) {
    return records.bytes().address() + tokenizer.start(field);
  }

  /** The length of a field whose escapes are taken out. */
  int length(int field) {
    return tokenizer.kind(field) == CsvTokenizer.ESCAPED
        ? tokenizer.unescape(records.bytes().address(), field)
        : tokenizer.length(field);
  }

  /** The text of a field without its quotes and escapes; null if it is the null text. */
  @Nullable String text(int field) {
    return isNull(field) ? null : TextColumn.text(address(field), length(field));
  }

  @Override
  public void close() {
    records.close();
  }
}
