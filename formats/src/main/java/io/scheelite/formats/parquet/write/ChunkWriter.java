package io.scheelite.formats.parquet.write;

import io.scheelite.formats.FormatException;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.formats.parquet.encoding.HybridEncoder;
import io.scheelite.formats.parquet.metadata.ChunkPages;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one column, page by page, row group by row group. Subclasses turn values into bytes;
 * levels, compression, headers and bookkeeping are here.
 */
abstract sealed class ChunkWriter permits BooleanChunkWriter, FixedChunkWriter, StringChunkWriter {
  private static final int HEADER_ROOM_BYTES = 256;
  // readers copy and inflate for nothing what hardly gets smaller
  private static final double MAX_COMPRESSED_SHARE = 0.85;

  /** A page of a nested column may grow so far beyond the limits before it ends inside of a row. */
  private static final int ROOM_FOR_ROW = 4;

  /** So that what a codec may make of it still has a size of 32 bits. */
  private static final int MAX_PAGE_BYTES = 0x60000000;

  private final LeafColumn leaf;
  private final ParquetColumn column;
  private final Limits limits;
  private final SharedBuffers shared;
  private final Buffer validity;
  private final @Nullable NestedLevels nested;
  private final PageOutput data;
  private final PageOutput dictionary;
  private final PageIndexWriter index;
  private final @Nullable BloomFilterWriter filter;
  private final Map<Encoding, Integer> dataPages = new EnumMap<>(Encoding.class);
  private Compression codec;
  private ChunkPages largest = ChunkPages.NONE;
  private int pageValues;
  private int pagePresent;
  private long chunkRows;
  private long chunkValues;
  private long chunkPresent;
  private long uncompressedBytes;

  /**
   * What bounds pages and dictionaries.
   *
   * @param pageRows most rows per page; of nested columns it ends behind the row that reaches as
   *     many values
   * @param pageBytes a page ends when its values reach this size
   * @param dictionaryBytes largest dictionary
   */
  record Limits(
      int pageRows,
      int pageBytes,
      int dictionaryBytes,
      Compression compression,
      BloomFilterOptions filters) {
    boolean filters(LeafColumn leaf) {
      // two values need no filter
      return filters.covers(leaf.path()) && leaf.column().stored() != Type.BOOLEAN;
    }
  }

  ChunkWriter(LeafColumn leaf, Limits limits, WriterMemory memory, SharedBuffers shared) {
    this.leaf = leaf;
    this.column = leaf.column();
    this.limits = limits;
    this.shared = shared;
    this.codec = limits.compression();
    this.nested =
        column.levels().nested()
            ? new NestedLevels(memory, column.levels(), limits.pageRows())
            : null;
    this.validity = new Buffer(memory, nested == null ? limits.pageRows() / 8 + 16L : 1);
    this.data = new PageOutput(memory);
    this.dictionary = new PageOutput(memory);
    this.index = new PageIndexWriter(column.stored());
    this.filter =
        limits.filters(leaf)
            ? new BloomFilterWriter(memory, limits.filters().falsePositives())
            : null;
  }

  /** Takes rows over into the page: returns how many before the page is full. */
  abstract int appendValues(RowSlice slice, int from, int count);

  /** Bytes of the current page's values. */
  abstract long pageValueBytes();

  /** The most bytes {@link #encodePage} writes. */
  abstract long maxPageBytes();

  /** Bounds of the page's values; asked for once, before it is encoded. */
  abstract PageBounds pageBounds();

  /** Adds the values of the page, which has no dictionary. */
  abstract void hashPage(BloomFilterWriter filter, int present);

  /** Adds the values of the dictionary. */
  abstract void hashDictionary(BloomFilterWriter filter);

  /**
   * Writes the values of the page and says how they are encoded. They stay where they are until the
   * next row is appended.
   */
  abstract EncodedValues encodePage(long target, int present);

  /** Writes the dictionary as a PLAIN page and returns the end. */
  abstract long encodeDictionary(long target);

  abstract long maxDictionaryBytes();

  abstract int dictionarySize();

  abstract Statistics statistics();

  /** Begins the next chunk. */
  abstract void resetChunk();

  /** The end of a page's values and their encoding. */
  record EncodedValues(Encoding encoding, long end) {}

  final ParquetColumn column() {
    return column;
  }

  final Limits limits() {
    return limits;
  }

  final SharedBuffers shared() {
    return shared;
  }

  /** A page that is as large takes no further value. */
  final long fullPageBytes() {
    return (nested == null ? 1L : ROOM_FOR_ROW) * limits.pageBytes();
  }

  /** The most values that the page at hand, or the next one, is to be expected to have. */
  final int pageCapacity() {
    return Math.max(
        pageValues, limits.pageRows() + (nested == null ? 0 : NestedLevels.SLICE_VALUES));
  }

  /** Pages of the chunk so far that refer to the dictionary. */
  final int dictionaryPages() {
    return dataPages.getOrDefault(Encoding.RLE_DICTIONARY, 0);
  }

  final int pagePresent() {
    return pagePresent;
  }

  /** Encoded bytes of the chunk so far. */
  final long sizeBytes() {
    return data.sizeBytes() + pageValueBytes();
  }

  /** The largest pages written so far, over all row groups. */
  final ChunkPages largestPages() {
    return largest;
  }

  /** Memory with which a page and the dictionary can be finished. */
  long headroomBytes() {
    long page = roomFor((int) Math.min(MAX_PAGE_BYTES, maxPageBytes() + maxLevelBytes()));
    BloomFilterWriter hashes = filter;
    return PageOutput.segmentBytes(page)
        + (nested == null ? 0 : nested.growthBytes(pageCapacity()))
        + PageOutput.segmentBytes(roomFor((int) maxDictionaryBytes()))
        + (hashes == null ? 0 : hashes.headroomBytes((long) pageCapacity() + dictionarySize()));
  }

  private long roomFor(int size) {
    return HEADER_ROOM_BYTES + limits.compression().maxCompressedSize(size);
  }

  private long maxLevelBytes() {
    NestedLevels levels = nested;
    return levels == null
        ? HybridEncoder.maxBitsBytes(Math.max(pageValues, limits.pageRows())) + 4
        : levels.maxBytes(pageCapacity());
  }

  /** Takes rows over. */
  final void append(RowSlice slice) throws IOException {
    int done = 0;
    while (done < slice.numRows()) {
      int step = Math.min(slice.numRows() - done, limits.pageRows() - pageValues);
      int rows = appendValues(slice, done, step);
      pagePresent += appendValidity(slice, done, rows);
      pageValues += rows;
      done += rows;
      if (isFull()) {
        finishPage(pageValues);
      }
    }
  }

  private boolean isFull() {
    return pageValues >= limits.pageRows() || pageValueBytes() >= limits.pageBytes();
  }

  private int appendValidity(RowSlice slice, int from, int count) {
    if (!column.optional()) {
      return count;
    }
    if (slice.validity() == 0) {
      Bits.fill(validity.address(), pageValues, count, true);
      return count;
    }
    return Bits.copy(
        slice.validity(), slice.firstBit() + (long) from, validity.address(), pageValues, count);
  }

  /**
   * Takes values of a nested column over. Pages end where a row does, so that the page index can
   * find rows; but a row with very many values goes on in the next page, and then its chunk has no
   * page index.
   */
  final void append(LeafSlice slice) throws IOException {
    NestedLevels levels = Objects.requireNonNull(nested, "levels");
    long mostValues = (long) ROOM_FOR_ROW * limits.pageRows();
    int from = 0;
    int value = 0;
    while (from < slice.numValues()) {
      boolean rowBegins = slice.repetition(from) == 0;
      if (rowBegins ? isFull() : pageValues >= mostValues || pageValueBytes() >= fullPageBytes()) {
        finishPage(levels.numRows());
        if (!rowBegins) {
          index.drop();
        }
      }
      int room = (int) Math.min(mostValues - pageValues, Integer.MAX_VALUE);
      int to = slice.runEnd(from, room, limits.pageRows() - pageValues);
      int wanted = slice.numPresent(from, to);
      int taken = appendValues(slice.values(), value, wanted);
      if (taken < wanted) {
        to = slice.behindPresent(from, taken);
      }
      levels.append(slice, from, to, pageValues);
      pageValues += to - from;
      pagePresent += taken;
      value += taken;
      from = to;
    }
  }

  private void finishPage(int rows) throws IOException {
    if (pageValues == 0) {
      return;
    }
    Buffer page = shared.page();
    long most = maxPageBytes() + maxLevelBytes();
    if (most > MAX_PAGE_BYTES) {
      throw new FormatException(
          ErrorCode.UNSUPPORTED,
          "Parquet page is too large, write shorter values: bytes="
              + most
              + " mostBytes="
              + MAX_PAGE_BYTES
              + " column="
              + column.name());
    }
    page.ensure(most, 0);
    long start = page.address();
    long at = encodeLevels(start);
    PageBounds bounds = pageBounds();
    EncodedValues values = encodePage(at, pagePresent);
    BloomFilterWriter hashes = filter;
    if (hashes != null && values.encoding() != Encoding.RLE_DICTIONARY) {
      hashPage(hashes, pagePresent);
    }
    PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
    header.setData_page_header(
        new DataPageHeader(pageValues, values.encoding(), Encoding.RLE, Encoding.RLE));
    long offset = data.sizeBytes();
    write(data, header, start, (int) (values.end() - start));
    int stored = (int) (data.sizeBytes() - offset);
    index.add(offset, stored, chunkRows, pageValues, pagePresent, bounds);
    dataPages.merge(values.encoding(), 1, Integer::sum);
    chunkRows += rows;
    chunkValues += pageValues;
    chunkPresent += pagePresent;
    pageValues = 0;
    pagePresent = 0;
  }

  private long encodeLevels(long target) {
    NestedLevels levels = nested;
    if (levels != null) {
      return levels.encode(pageValues, target);
    }
    if (!column.optional()) {
      return target;
    }
    boolean allThere = pagePresent == pageValues;
    long end = HybridEncoder.encodeBits(validity.address(), pageValues, allThere, target + 4);
    NativeMemory.putInt(target, (int) (end - target - 4));
    return end;
  }

  private void write(PageOutput output, PageHeader header, long start, int size)
      throws IOException {
    long room = output.room(roomFor(size));
    int compressed = compress(start, size, room + HEADER_ROOM_BYTES);
    header.setUncompressed_page_size(size);
    header.setCompressed_page_size(compressed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    Util.writePageHeader(header, bytes);
    int headerBytes = bytes.size();
    long first = room + HEADER_ROOM_BYTES - headerBytes;
    NativeMemory.copyFromArray(bytes.toByteArray(), 0, first, headerBytes);
    output.commit(first, headerBytes + compressed);
    uncompressedBytes += headerBytes + size;
    int stored = headerBytes + compressed;
    boolean isDictionary = header.getType() == PageType.DICTIONARY_PAGE;
    largest =
        largest.max(
            new ChunkPages(
                stored,
                isDictionary ? 0 : size,
                isDictionary ? size : 0,
                isDictionary ? dictionarySize() : 0,
                false,
                0));
  }

  /** The first page decides whether compression pays for the chunk. */
  private int compress(long start, int size, long target) throws IOException {
    int compressed = codec.compress(start, size, target);
    if (uncompressedBytes > 0 || compressed <= size * MAX_COMPRESSED_SHARE) {
      return compressed;
    }
    codec = Compression.UNCOMPRESSED;
    return codec.compress(start, size, target);
  }

  /** Ends the chunk: all its pages are encoded afterwards. */
  final void finishChunk() throws IOException {
    NestedLevels levels = nested;
    finishPage(levels == null ? pageValues : levels.numRows());
    if (dictionaryPages() > 0) {
      Buffer page = shared.page();
      page.ensure(maxDictionaryBytes(), 0);
      long end = encodeDictionary(page.address());
      PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
      header.setDictionary_page_header(new DictionaryPageHeader(dictionarySize(), Encoding.PLAIN));
      write(dictionary, header, page.address(), (int) (end - page.address()));
      BloomFilterWriter hashes = filter;
      if (hashes != null) {
        hashDictionary(hashes);
      }
    }
  }

  /** Writes the filter of the chunk that was written last, if there is to be one. */
  final void writeFilterTo(FileChannel channel, ColumnMetaData chunk) throws IOException {
    BloomFilterWriter hashes = filter;
    if (hashes != null) {
      hashes.writeTo(channel, chunk);
    }
  }

  /** The index of the chunk, which was just written. */
  final PageIndexWriter.Finished finishIndex(ColumnMetaData chunk) {
    return index.finish(chunk.getData_page_offset());
  }

  /** Writes the chunk at the channel's position, describes it, and begins the next one. */
  final ColumnMetaData writeTo(FileChannel channel) throws IOException {
    long offset = channel.position();
    dictionary.writeTo(channel);
    long dataOffset = channel.position();
    data.writeTo(channel);
    ColumnMetaData metadata =
        new ColumnMetaData(
            column.stored(),
            List.of(),
            leaf.path(),
            storedCodec(),
            chunkValues,
            uncompressedBytes,
            channel.position() - offset,
            dataOffset);
    if (dataOffset > offset) {
      metadata.setDictionary_page_offset(offset);
    }
    describeEncodings(metadata, dataOffset > offset);
    Statistics statistics = statistics();
    statistics.setNull_count(chunkValues - chunkPresent);
    if (dictionaryPages() > 0 && dataPages.size() == 1) {
      statistics.setDistinct_count(dictionarySize());
    }
    metadata.setStatistics(statistics);
    reset();
    return metadata;
  }

  private void describeEncodings(ColumnMetaData metadata, boolean hasDictionary) {
    List<Encoding> encodings = new ArrayList<>(dataPages.keySet());
    List<PageEncodingStats> counts = new ArrayList<>();
    dataPages.forEach(
        (encoding, pages) ->
            counts.add(new PageEncodingStats(PageType.DATA_PAGE, encoding, pages)));
    if (hasDictionary) {
      counts.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
      if (!encodings.contains(Encoding.PLAIN)) {
        encodings.add(Encoding.PLAIN);
      }
    }
    if (!encodings.contains(Encoding.RLE)) {
      encodings.add(Encoding.RLE);
    }
    metadata.setEncodings(encodings);
    metadata.setEncoding_stats(counts);
  }

  private CompressionCodec storedCodec() {
    return switch (codec) {
      case UNCOMPRESSED -> CompressionCodec.UNCOMPRESSED;
      case SNAPPY -> CompressionCodec.SNAPPY;
      case GZIP -> CompressionCodec.GZIP;
      case ZSTD -> CompressionCodec.ZSTD;
      case LZ4_RAW -> CompressionCodec.LZ4_RAW;
      case LZ4 -> CompressionCodec.LZ4;
      case BROTLI -> CompressionCodec.BROTLI;
    };
  }

  private void reset() {
    data.reset();
    dictionary.reset();
    dataPages.clear();
    chunkRows = 0;
    chunkValues = 0;
    chunkPresent = 0;
    uncompressedBytes = 0;
    codec = limits.compression();
    resetChunk();
  }
}
