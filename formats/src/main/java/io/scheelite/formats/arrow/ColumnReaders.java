package io.scheelite.formats.arrow;

import io.scheelite.columnar.VectorTarget;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.source.ScanRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one open split has: a message, and for each column room for a window of rows as they are in
 * the file and for a batch of ours. Belongs to the reader.
 */
final class ColumnReaders implements AutoCloseable {
  /** Rows that are read at once, unless batches are larger. */
  private static final int WINDOW_ROWS = 4096;

  /** Room for the strings of a window; it ends early when they are longer. */
  private static final int STRING_BYTES = 64 << 10;

  /** The same for fields of nested columns. */
  private static final int PART_STRING_BYTES = 16 << 10;

  private final ArrowFile file;
  private final int batchSize;
  private final ReaderRoom room;
  private final int windowRows;
  private final long message;
  private final List<ColumnRows> columns = new ArrayList<>();
  private final List<VectorTarget> targets = new ArrayList<>();
  private final Map<ArrowDictionary, DictionaryReader> dictionaries = new HashMap<>();

  private ColumnReaders(ArrowFile file, ScanRequest request, ReaderRoom room) {
    this.file = file;
    this.batchSize = request.batchSize();
    this.room = room;
    windowRows = (Math.max(WINDOW_ROWS, batchSize) + 63) & -64;
    message = room.take(file.maxMetadataBytes());
    for (int column : request.columns()) {
      ArrowNode field = file.columns().get(column);
      columns.add(rows(field, windowRows, STRING_BYTES, batchSize));
      targets.add(room.target(field.type(), batchSize));
    }
  }

  /** With memory of the consumer. */
  static ColumnReaders of(ArrowFile file, ScanRequest request, MemoryConsumer memory) {
    ReaderRoom room = ReaderRoom.of(memory);
    boolean done = false;
    try {
      ColumnReaders readers = new ColumnReaders(file, request, room);
      done = true;
      return readers;
    } finally {
      if (!done) {
        room.close();
      }
    }
  }

  /** What a split reserves. */
  static long floorBytes(ArrowFile file, ScanRequest request) {
    ReaderRoom room = ReaderRoom.measuring();
    ColumnReaders _ = new ColumnReaders(file, request, room);
    return room.floorBytes();
  }

  private ColumnRows rows(ArrowNode field, int rows, int stringBytes, int packedRows) {
    return switch (field) {
      case ArrowNode.Leaf leaf -> new ArrowColumnWindow(leaf, rows, stringBytes, room);
      case ArrowNode.Views views -> new ViewWindow(views, rows, stringBytes, room);
      case ArrowNode.Coded coded -> new CodedWindow(coded, rows, dictionary(coded), room);
      case ArrowNode.Lists _, ArrowNode.FixedLists _, ArrowNode.Structs _ ->
          new NestedWindow(field, part(field), packedRows, room);
    };
  }

  private DictionaryReader dictionary(ArrowNode.Coded coded) {
    DictionaryReader known = dictionaries.get(coded.dictionary());
    if (known == null) {
      ArrowNode values = coded.dictionary().values();
      ColumnRows rows =
          rows(values, NestedPart.WINDOW_ROWS, PART_STRING_BYTES, NestedPart.WINDOW_ROWS);
      known = new DictionaryReader(file, coded.dictionary(), NestedPart.WINDOW_ROWS, rows, room);
      dictionaries.put(coded.dictionary(), known);
    }
    return known;
  }

  private NestedPart part(ArrowNode field) {
    return switch (field) {
      case ArrowNode.Lists lists -> new NestedPart.Lists(lists, part(lists.element()), room);
      case ArrowNode.FixedLists lists ->
          new NestedPart.FixedLists(lists, part(lists.element()), room);
      case ArrowNode.Structs structs ->
          new NestedPart.Structs(structs, structs.fields().stream().map(this::part).toList(), room);
      case ArrowNode.Leaf _, ArrowNode.Views _, ArrowNode.Coded _ -> {
        ColumnRows rows =
            rows(field, NestedPart.WINDOW_ROWS, PART_STRING_BYTES, NestedPart.WINDOW_ROWS);
        yield new NestedPart.Leaf(field, rows, room);
      }
    };
  }

  int windowRows() {
    return windowRows;
  }

  /** Room for the largest message. */
  long message() {
    return message;
  }

  ReaderRoom room() {
    return room;
  }

  /** Per requested column. */
  List<ColumnRows> columns() {
    return columns;
  }

  VectorTarget target(int index) {
    return targets.get(index);
  }

  /** Gives back what was taken beyond the floor. */
  void giveBack() {
    columns.forEach(ColumnRows::close);
    dictionaries.values().forEach(DictionaryReader::close);
  }

  @Override
  public void close() {
    giveBack();
    room.close();
  }
}
