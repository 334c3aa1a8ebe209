package io.scheelite.formats.arrow;

import io.scheelite.columnar.Bitmap;
import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.formats.FileSite;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a dictionary as they are where record batches are read, in memory beyond the floor:
 * nobody knows before how much it is. Used by one thread; whoever made it closes it.
 */
final class DictionaryReader implements AutoCloseable {
  /** Memory that was taken. */
  private record Piece(long address, long sizeBytes) {
    static final Piece NONE = new Piece(0, 0);
  }

  private final FileSite site;
  private final boolean isStream;
  private final ArrowDictionary dictionary;
  private final ReaderRoom room;
  private final ColumnRows rows;
  private final VectorTarget target;
  private final int windowRows;
  private final long message;
  private final List<Piece> texts = new ArrayList<>();
  private List<RecordBlock> loaded = List.of();
  private @Nullable ColumnVector values;
  private int numValues;
  private Piece slots = Piece.NONE;
  private Piece nulls = Piece.NONE;
  private long nextByte;
  private long bytesLeft;

  /**
   * Takes memory for reading.
   *
   * @param rows reads values of the dictionary's batches
   */
  DictionaryReader(
      ArrowFile file,
      ArrowDictionary dictionary,
      int windowRows,
      ColumnRows rows,
      ReaderRoom room) {
    this.site = file.site().column(dictionary.values().path());
    this.isStream = file.isStream();
    this.dictionary = dictionary;
    this.windowRows = windowRows;
    this.rows = rows;
    this.room = room;
    target = room.target(dictionary.values().type(), windowRows);
    message = room.take(dictionary.maxMetadataBytes());
  }

  /** Makes the values known that a record batch refers to. */
  void load(ArrowBody batch) {
    List<RecordBlock> blocks = dictionary.before(isStream ? batch.offset() : Long.MAX_VALUE);
    List<RecordBlock> wanted = blocks == null ? List.of() : blocks;
    if (values != null && wanted.equals(loaded)) {
      return;
    }
    boolean grows =
        values != null
            && !loaded.isEmpty()
            && loaded.size() < wanted.size()
            && loaded.equals(wanted.subList(0, loaded.size()));
    if (!grows) {
      forget();
    }
    long total = wanted.stream().mapToLong(RecordBlock::numRows).sum();
    if (total > Integer.MAX_VALUE - Long.SIZE) {
      throw site.unsupported("dictionary has too many values: values=" + total);
    }
    values = null;
    int capacity = Math.max(1, (int) total);
    grow(capacity);
    for (RecordBlock block : wanted.subList(loaded.size(), wanted.size())) {
      add(batch, block);
    }
    DataType type = dictionary.values().type();
    values = ColumnVector.flat(type, type.physicalType(), capacity, slots.address, 0);
    loaded = wanted;
  }

  /** Makes room for so many values, with those that are there at the beginning. */
  private void grow(int capacity) {
    PhysicalType form = dictionary.values().type().physicalType();
    slots = moved(slots, form.sizeBytes(numValues), form.sizeBytes(capacity) + Long.BYTES);
    nulls = moved(nulls, Bitmap.sizeBytes(numValues), Bitmap.sizeBytes(capacity));
  }

  private Piece moved(Piece piece, long usedBytes, long sizeBytes) {
    Piece larger = take(sizeBytes);
    if (usedBytes > 0) {
      NativeMemory.copy(piece.address, larger.address, usedBytes);
    }
    NativeMemory.fill(larger.address + usedBytes, sizeBytes - usedBytes, (byte) 0);
    giveBack(piece);
    return larger;
  }

  private Piece take(long bytes) {
    return new Piece(room.more(bytes, site, "a dictionary"), bytes);
  }

  private void giveBack(Piece piece) {
    if (piece.address != 0) {
      room.giveBack(piece.address, piece.sizeBytes);
    }
  }

  private void add(ArrowBody batch, RecordBlock block) {
    try (ArrowBody body =
        new ArrowBody(site, batch.input(), block, dictionary.layout(), room, message)) {
      int row = 0;
      while (row < body.numRows()) {
        int wanted = Math.min(windowRows, body.numRows() - row);
        int fits = rows.begin(body, row, wanted);
        rows.load(body, row, fits);
        for (int done = 0; done < fits; ) {
          int count = rows.batchRows(done, fits - done);
          append(rows.read(done, count, target));
          done += count;
        }
        row += fits;
      }
    } finally {
      rows.close();
    }
  }

  private void append(ColumnVector vector) {
    long validity = vector.validityAddress();
    PhysicalType form = vector.physicalType();
    for (int i = 0; i < vector.numRows(); i++) {
      if (validity != 0 && !Bitmap.isSet(validity, i)) {
        Bitmap.set(nulls.address, numValues + i);
      } else if (form == PhysicalType.BIT && Bitmap.isSet(vector.valuesAddress(), i)) {
        Bitmap.set(slots.address, numValues + i);
      }
    }
    if (form == PhysicalType.VIEW) {
      appendViews(vector);
    } else if (form != PhysicalType.BIT) {
      NativeMemory.copy(
          vector.valuesAddress(),
          slots.address + (long) numValues * form.widthBytes(),
          form.sizeBytes(vector.numRows()));
    }
    numValues += vector.numRows();
  }

  private void appendViews(ColumnVector vector) {
    long width = StringView.SIZE_BYTES;
    for (int i = 0; i < vector.numRows(); i++) {
      long source = vector.valuesAddress() + i * width;
      int length = StringView.length(source);
      long bytes = StringView.bytesAddress(source);
      if (length > StringView.MAX_INLINE_LENGTH) {
        long copy = bytes(length);
        NativeMemory.copy(bytes, copy, length);
        bytes = copy;
      }
      StringView.write(slots.address + (numValues + i) * width, bytes, length);
    }
  }

  private long bytes(int length) {
    if (length > bytesLeft) {
      Piece more = take(MemoryConsumer.roundUpToChunk(length));
      texts.add(more);
      nextByte = more.address;
      bytesLeft = more.sizeBytes;
    }
    long address = nextByte;
    nextByte += length;
    bytesLeft -= length;
    return address;
  }

  /** All values; where one is null, zero. At least one. */
  ColumnVector values() {
    ColumnVector known = values;
    if (known == null) {
      throw new IllegalStateException("dictionary is not loaded");
    }
    return known;
  }

  int numValues() {
    return numValues;
  }

  boolean isNull(int code) {
    return Bitmap.isSet(nulls.address, code);
  }

  private void forget() {
    values = null;
    loaded = List.of();
    numValues = 0;
    bytesLeft = 0;
    giveBack(slots);
    giveBack(nulls);
    slots = Piece.NONE;
    nulls = Piece.NONE;
    texts.forEach(this::giveBack);
    texts.clear();
  }

  @Override
  public void close() {
    forget();
    rows.close();
  }
}
