package io.scheelite.formats.json;

import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.FoundFiles;
import io.scheelite.formats.input.HeadInput;
import io.scheelite.formats.text.ByteWindow;
import io.scheelite.formats.text.RecordWindow;
import io.scheelite.formats.text.TextFiles;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.source.ScanRequest;
import io.scheelite.operators.source.Split;
import io.scheelite.operators.source.SplitReader;
import io.scheelite.operators.source.TableSource;
import io.scheelite.operators.source.TableStatistics;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of JSON objects in one or more UTF-8 files: a key is a column, a missing one is null.
 * What the options leave open is found out from the first objects. A split is a part of a file of
 * lines, or a file.
 *
 * <p>Immutable and thread-safe; the files must not change while they are read.
 */
public final class JsonTable implements TableSource {
  private static final String ENDING = ".json";

  /** Large files are read in parts of so many bytes. */
  private static final long PART_BYTES = 16L << 20;

  /** Columns are found out from so many files. */
  private static final int SAMPLED_FILES = 32;

  private final TextFiles files;
  private final JsonOptions options;
  private final List<JsonPart> parts;
  private final List<String> keys;
  private final Schema schema;
  private final double objectBytes;

  /** How many of the parts are of the first files, for each file. */
  private final List<Integer> partEnds = new ArrayList<>();

  private JsonTable(FoundFiles found, JsonOptions options, long partBytes, boolean sampleEach) {
    this.files = new TextFiles(found);
    this.options = options;
    this.parts = new ArrayList<>();
    JsonSample sample = new JsonSample(options);
    // is given back before anybody reads the table, so that no query's memory has to pay for it
    try (Arena arena = Arena.ofConfined()) {
      long size = RecordWindow.sizeBytes(options.maxObjectBytes());
      look(sample, arena.allocate(size).address(), partBytes, sampleEach);
    }
    List<Field> known = options.columns();
    this.schema = new Schema(known.isEmpty() ? sample.columns() : known);
    this.keys = known.isEmpty() ? sample.keys() : known.stream().map(Field::name).toList();
    this.objectBytes = sample.objectBytes();
    if (schema.size() == 0) {
      throw files
          .files()
          .getFirst()
          .site()
          .error(ErrorCode.INVALID_DATA, "JSON without objects that have keys has no columns");
    }
  }

  private JsonTable(JsonTable whole, TextFiles file, List<JsonPart> parts) {
    this.files = file;
    this.options = whole.options;
    this.parts = List.copyOf(parts);
    this.schema = whole.schema;
    this.keys = whole.keys;
    this.objectBytes = whole.objectBytes;
  }

  /** Opens a file, all {@code .json} files below a folder, or those that a glob matches. */
  public static JsonTable open(Path path, JsonOptions options) {
    return open(FoundFiles.find(List.of(path), ENDING), options);
  }

  /** As {@link #open(Path, JsonOptions)}, of files that were found before. */
  public static JsonTable open(FoundFiles files, JsonOptions options) {
    return new JsonTable(files, options, PART_BYTES, false);
  }

  static JsonTable open(FoundFiles files, JsonOptions options, long partBytes) {
    return new JsonTable(files, options, partBytes, false);
  }

  /** As {@link #open(FoundFiles, JsonOptions)}, with columns that are found out from each file. */
  public static JsonTable openUnion(FoundFiles files, JsonOptions options) {
    return new JsonTable(files, options, PART_BYTES, true);
  }

  /** Each file as a table of its own, whose columns are this one's. */
  public List<JsonTable> perFile() {
    List<JsonTable> tables = new ArrayList<>();
    List<TextFiles> each = files.perFile();
    int from = 0;
    for (int i = 0; i < each.size(); i++) {
      int end = partEnds.get(i);
      tables.add(new JsonTable(this, each.get(i), parts.subList(from, end)));
      from = end;
    }
    return tables;
  }

  private void look(JsonSample sample, long address, long partBytes, boolean sampleEach) {
    for (int i = 0; i < files.files().size(); i++) {
      FoundFile file = files.files().get(i);
      boolean sampled = sampleEach || (i < SAMPLED_FILES && !sample.isFull());
      if (sampleEach) {
        sample.beginFile();
      }
      JsonLayout layout;
      if (file.isFar()) {
        try (HeadInput head = new HeadInput(file)) {
          layout = look(head.asFile(), sampled ? sample : null, address);
        }
      } else {
        layout = look(file, sampled ? sample : null, address);
      }
      boolean divisible = layout == JsonLayout.LINES && !ByteWindow.isPacked(file);
      long size = divisible ? partBytes : Long.MAX_VALUE;
      long start = 0;
      for (; divisible && start + size < file.sizeBytes(); start += size) {
        parts.add(new JsonPart(file, layout, start, start + size, size));
      }
      parts.add(new JsonPart(file, layout, start, Long.MAX_VALUE, file.sizeBytes() - start));
      partEnds.add(parts.size());
    }
  }

  private JsonLayout look(FoundFile file, @Nullable JsonSample sample, long address) {
    JsonLayout layout =
        options.layout() == JsonLayout.AUTO ? layout(file, address) : options.layout();
    if (sample != null) {
      try (RecordWindow records = open(file, layout, address);
          JsonRecord record = new JsonRecord(file)) {
        records.begin();
        sample.add(records, record);
      }
    }
    return layout;
  }

  /** An array, or lines if the first one is an object as a whole. */
  private JsonLayout layout(FoundFile file, long address) {
    try (ByteWindow window =
        new ByteWindow(file, address, ByteWindow.capacity(options.maxObjectBytes()))) {
      int at = window.markBytes();
      while (at < window.filled() || window.more()) {
        byte first = NativeMemory.getByte(address + at);
        if (!LineDivider.isSpace(first)) {
          return first == '[' ? JsonLayout.ARRAY : lines(window, at);
        }
        at++;
      }
      return JsonLayout.LINES;
    }
  }

  private static JsonLayout lines(ByteWindow window, int from) {
    int end = ObjectDivider.endOfObject(window.address(), from, window.filled());
    while (end < 0 && window.more()) {
      end = ObjectDivider.endOfObject(window.address(), from, window.filled());
    }
    for (int at = from; at < end; at++) {
      if (NativeMemory.getByte(window.address() + at) == '\n') {
        return JsonLayout.SEQUENCE;
      }
    }
    return JsonLayout.LINES;
  }

  RecordWindow open(FoundFile file, JsonLayout layout, long address) {
    RecordWindow.Divider divider =
        layout == JsonLayout.LINES
            ? new LineDivider()
            : new ObjectDivider(layout == JsonLayout.ARRAY);
    return new RecordWindow(
        file,
        address,
        divider,
        options.maxObjectBytes(),
        "malformed JSON: object is too long, look for a bracket or a quote that is never closed or"
            + " raise maximum_object_size:");
  }

  @Override
  public boolean isStale() {
    return files.areStale();
  }

  JsonOptions options() {
    return options;
  }

  /** The key of a column. */
  String key(int column) {
    return keys.get(column);
  }

  /** About what a batch is read from. */
  long batchBytes(ScanRequest request) {
    long bytes = (long) (1.25 * request.batchSize() * objectBytes);
    return Math.min(RecordWindow.sizeBytes(options.maxObjectBytes()), bytes);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public TableStatistics statistics() {
    return files.statistics(schema, objectBytes);
  }

  @Override
  public String description() {
    return files.description();
  }

  @Override
  public List<Split> splits(ScanRequest request) {
    return parts.stream().<Split>map(part -> new PartSplit(this, part, request)).toList();
  }

  @Override
  public int numSplits() {
    return parts.size();
  }

  @Override
  public long readerFloorBytes(ScanRequest request) {
    return JsonSplitReader.floorBytes(schema, options, request)
        + files.aheadFloorBytes(batchBytes(request));
  }

  /** A part of a file. */
  private record PartSplit(JsonTable table, JsonPart part, ScanRequest request) implements Split {
    @Override
    public long numRows() {
      return (long) Math.ceil(part.sizeBytes() / table.objectBytes);
    }

    @Override
    public SplitReader open(MemoryConsumer memory) {
      return new JsonSplitReader(table, part, request, memory);
    }
  }
}
