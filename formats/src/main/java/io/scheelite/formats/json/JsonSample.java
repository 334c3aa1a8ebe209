package io.scheelite.formats.json;

import io.scheelite.columnar.Field;
import io.scheelite.formats.text.RecordWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the first objects say about the columns. Used by one thread, when a table is opened. */
final class JsonSample {
  private static final long MOST_BYTES = 16 << 20;

  private final JsonOptions options;
  private final Map<String, ValueShape> columns = new LinkedHashMap<>();
  private final JsonTape tape = new JsonTape();
  private long numObjects;
  private long numBytes;
  private long objectsBefore;
  private long bytesBefore;

  JsonSample(JsonOptions options) {
    this.options = options;
  }

  boolean isFull() {
    int most = options.sampleObjects();
    return most >= 0
        && (numObjects - objectsBefore >= most || numBytes - bytesBefore >= MOST_BYTES);
  }

  /** Takes as much of the next file as if there was none before. */
  void beginFile() {
    objectsBefore = numObjects;
    bytesBefore = numBytes;
  }

  /** Looks at the first objects of a file. */
  void add(RecordWindow records, JsonRecord record) {
    while (!isFull() && records.next(false) == RecordWindow.Found.RECORD) {
      int size = records.position() - records.record();
      numBytes += size;
      try {
        if (record.open(records.bytes().address() + records.record(), size)) {
          add(record);
          numObjects++;
        } else if (!options.ignoreErrors()) {
          throw JsonSplitReader.noObject(records);
        }
      } catch (IOException e) {
        if (!options.ignoreErrors()) {
          throw record.malformed(e, records.recordOffset());
        }
      }
    }
  }

  private void add(JsonRecord record) throws IOException {
    for (String name = record.nextName(); name != null; name = record.nextName()) {
      record.read(tape);
      columns.computeIfAbsent(name, _ -> new ValueShape()).add(tape, 0);
    }
  }

  /** Average size of an object. */
  double objectBytes() {
    return Math.max(1, (double) numBytes / Math.max(1, numObjects));
  }

  /** Names in the order in which they came up. */
  List<String> keys() {
    return List.copyOf(columns.keySet());
  }

  /** A column for each key; names that differ by case alone are numbered. */
  List<Field> columns() {
    ShapeTypes types = new ShapeTypes(options.nested());
    Set<String> names = new HashSet<>();
    List<Field> fields = new ArrayList<>();
    columns.forEach(
        (key, values) -> {
          String unique = key;
          for (int n = 1; !names.add(unique.toLowerCase(Locale.ROOT)); n++) {
            unique = key + "_" + n;
          }
          fields.add(new Field(unique, types.column(values), true));
        });
    return fields;
  }
}
