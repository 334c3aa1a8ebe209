package io.scheelite.formats.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.text.ByteWindow;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One object at a time, as its names and values. Used by one thread. */
final class JsonRecord implements AutoCloseable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** What a value is. */
  enum Kind {
    NULL,
    TRUTH,
    INTEGER,
    NUMBER,
    TEXT,
    OBJECT,
    ARRAY;

    boolean isNested() {
      return this == OBJECT || this == ARRAY;
    }
  }

  private final FoundFile file;
  private byte[] bytes = new byte[1024];
  private @Nullable JsonParser parser;
  private Kind kind = Kind.NULL;
  private int length;
  private int nestedFrom;

  JsonRecord(FoundFile file) {
    this.file = file;
  }

  /** Begins to read an object; false if there is something else. */
  boolean open(long address, int size) throws IOException {
    close();
    length = size;
    if (bytes.length < size) {
      bytes = new byte[Math.max(size, 2 * bytes.length)];
    }
    NativeMemory.copyToArray(address, bytes, 0, size);
    JsonParser opened = FACTORY.createParser(bytes, 0, size);
    parser = opened;
    return opened.nextToken() == JsonToken.START_OBJECT;
  }

  private JsonParser parser() {
    if (parser == null) {
      throw new IllegalStateException("no object is open");
    }
    return parser;
  }

  /** The name of the next value; null at the object's end, behind which nothing may stand. */
  @Nullable String nextName() throws IOException {
    JsonParser open = parser();
    String name = open.nextFieldName();
    if (name != null) {
      JsonToken value = open.nextToken();
      kind = kind(value);
      nestedFrom = (int) open.currentTokenLocation().getByteOffset();
      return name;
    }
    if (open.nextToken() != null) {
      throw new JsonParseException(open, "text behind the object");
    }
    return null;
  }

  static Kind kind(@Nullable JsonToken token) {
    return switch (token) {
      case VALUE_TRUE, VALUE_FALSE -> Kind.TRUTH;
      case VALUE_NUMBER_INT -> Kind.INTEGER;
      case VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_STRING -> Kind.TEXT;
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case null, default -> Kind.NULL;
    };
  }

  Kind kind() {
    return kind;
  }

  /** Passes over the value. */
  void skip() throws IOException {
    JsonParser _ = parser().skipChildren();
  }

  /** Reads the value and all that is inside of it. */
  void read(JsonTape tape) throws IOException {
    tape.read(parser(), bytes, length);
  }

  /** The value as text in UTF-8. */
  byte[] utf8() throws IOException {
    if (kind.isNested()) {
      skip();
      return JsonText.compact(bytes, nestedFrom, (int) parser().currentLocation().getByteOffset());
    }
    return parser().getText().getBytes(StandardCharsets.UTF_8);
  }

  /** An error of the parser as one that names a place. */
  FormatException malformed(IOException failure, long recordOffset) {
    long linesBelow = 0;
    String what = String.valueOf(failure.getMessage());
    int column = 0;
    if (failure instanceof JsonProcessingException parsing) {
      what = parsing.getOriginalMessage();
      if (parsing.getLocation() != null) {
        linesBelow = parsing.getLocation().getLineNr() - 1L;
        column = parsing.getLocation().getColumnNr();
      }
    }
    return new FormatException(
        ErrorCode.INVALID_DATA,
        "malformed JSON, correct it or leave such objects out by ignore_errors=true: "
            + what
            + " file="
            + file.name()
            + " "
            + ByteWindow.placeOf(file, recordOffset, linesBelow)
            + " position="
            + column,
        failure);
  }

  @Override
  public void close() {
    try {
      if (parser != null) {
        parser.close();
        parser = null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it reads an array
    }
  }
}
