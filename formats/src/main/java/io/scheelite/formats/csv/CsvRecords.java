package io.scheelite.formats.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import io.scheelite.formats.FileSite;
import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file, one after another; those of {@code .gz} files are unpacked. Used by one
 * thread, which closes it.
 */
final class CsvRecords implements AutoCloseable {
  private static final int MAX_FIELD_CHARS = 4 << 20;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /** A record: texts of its fields, null where they are null. */
  record Line(long number, List<@Nullable String> fields) {}

  private final Path path;
  private final Counted bytes;
  private final CsvReader<Line> reader;
  private final CloseableIterator<Line> lines;
  private final Collector collector;

  /** Opens a file; {@code options} have a delimiter. */
  CsvRecords(Path path, CsvOptions options, char delimiter) {
    this.path = path;
    this.collector = new Collector(options.nullText());
    try {
      this.bytes = new Counted(Files.newInputStream(path));
      InputStream unpacked = path.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
      this.reader =
          CsvReader.builder()
              .fieldSeparator(delimiter)
              .quoteCharacter(options.quote())
              .skipEmptyLines(false)
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted by whoever knows columns
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .maxBufferSize(MAX_FIELD_CHARS)
              .build(collector, withoutMark(unpacked));
      if (options.skippedLines() > 0) {
        reader.skipLines(options.skippedLines());
      }
      this.lines = reader.iterator();
    } catch (IOException e) {
      throw FileSite.of(path).failed("opening", e);
    } catch (CsvParseException | UncheckedIOException e) {
      throw malformed(e);
    }
  }

  private static Reader withoutMark(InputStream stream) throws IOException {
    PushbackReader reader =
        new PushbackReader(new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder()), 1);
    int first = reader.read();
    if (first >= 0 && first != BYTE_ORDER_MARK) {
      reader.unread(first);
    }
    return reader;
  }

  /** The next record; null at the end. An empty line is a record without fields. */
  @Nullable Line next() {
    try {
      return lines.hasNext() ? lines.next() : null;
    } catch (CsvParseException | UncheckedIOException e) {
      throw malformed(e);
    }
  }

  private FormatException malformed(RuntimeException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof IOException io && !(cause instanceof CharacterCodingException)) {
      return FileSite.of(path).failed("reading", io);
    }
    String reason =
        cause instanceof CharacterCodingException
            ? "is not UTF-8"
            : String.valueOf(cause.getMessage());
    return new FormatException(
        ErrorCode.INVALID_DATA,
        "malformed CSV: " + reason + ": file=" + path + " afterLine=" + collector.line,
        failure);
  }

  /** Bytes read of the file so far. */
  long bytesRead() {
    return bytes.count;
  }

  @Override
  public void close() {
    try {
      lines.close();
      reader.close();
    } catch (IOException e) {
      System.getLogger(CsvRecords.class.getName())
          .log(System.Logger.Level.WARNING, "file does not close: file=" + path, e);
    }
  }

  /** Counts what is read. */
  private static final class Counted extends java.io.FilterInputStream {
    private long count;

    Counted(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }

  /** Makes records of fields. */
  private static final class Collector extends AbstractBaseCsvCallbackHandler<Line> {
    private final String nullText;
    private List<@Nullable String> fields = new ArrayList<>();
    private long line;

    Collector(String nullText) {
      this.nullText = nullText;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
      line = startingLineNumber;
      fields = new ArrayList<>(fields.size());
    }

    @Override
    protected void handleField(int index, char[] text, int offset, int length, boolean quoted) {
      boolean isNull = !quoted && length == nullText.length() && matches(text, offset);
      fields.add(isNull ? null : new String(text, offset, length));
    }

    private boolean matches(char[] text, int offset) {
      for (int i = 0; i < nullText.length(); i++) {
        if (text[offset + i] != nullText.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    @Override
    protected Line buildRecord() {
      return new Line(line, getRecordType() == RecordType.EMPTY ? List.of() : fields);
    }
  }
}
