package io.scheelite.formats.parquet.write;

import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.encoding.Bits;
import io.scheelite.formats.parquet.encoding.HybridEncoder;
import io.scheelite.formats.parquet.metadata.ChunkPages;
import io.scheelite.formats.parquet.metadata.ParquetColumn;
import io.scheelite.memory.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

  private final ParquetColumn column;
  private final Limits limits;
  private final SharedBuffers shared;
  private final Buffer levels;
  private final PageOutput data;
  private final PageOutput dictionary;
  private final PageIndexWriter index;
  private final @Nullable BloomFilterWriter filter;
  private final Map<Encoding, Integer> dataPages = new EnumMap<>(Encoding.class);
  private Compression codec;
  private ChunkPages largest = ChunkPages.NONE;
  private int pageRows;
  private int pagePresent;
  private long chunkRows;
  private long chunkPresent;
  private long uncompressedBytes;

  /**
   * What bounds pages and dictionaries.
   *
   * @param pageRows most rows per page
   * @param pageBytes a page ends when its values reach this size
   * @param dictionaryBytes largest dictionary
   */
  record Limits(
      int pageRows,
      int pageBytes,
      int dictionaryBytes,
      Compression compression,
      BloomFilterOptions filters) {
    boolean filters(ParquetColumn column) {
      // two values need no filter
      return filters.columns().contains(column.name()) && column.stored() != Type.BOOLEAN;
    }
  }

  ChunkWriter(ParquetColumn column, Limits limits, WriterMemory memory, SharedBuffers shared) {
    this.column = column;
    this.limits = limits;
    this.shared = shared;
    this.codec = limits.compression();
    this.levels = new Buffer(memory, limits.pageRows() / 8 + 16L);
    this.data = new PageOutput(memory);
    this.dictionary = new PageOutput(memory);
    this.index = new PageIndexWriter(column.stored());
    this.filter =
        limits.filters(column)
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
    long page = roomFor((int) (maxPageBytes() + HybridEncoder.maxBitsBytes(limits.pageRows())));
    BloomFilterWriter hashes = filter;
    return PageOutput.segmentBytes(page)
        + PageOutput.segmentBytes(roomFor((int) maxDictionaryBytes()))
        + (hashes == null ? 0 : hashes.headroomBytes((long) limits.pageRows() + dictionarySize()));
  }

  private long roomFor(int size) {
    return HEADER_ROOM_BYTES + limits.compression().maxCompressedSize(size);
  }

  final void append(RowSlice slice) throws IOException {
    int done = 0;
    while (done < slice.numRows()) {
      int step = Math.min(slice.numRows() - done, limits.pageRows() - pageRows);
      int rows = appendValues(slice, done, step);
      int present = appendLevels(slice, done, rows);
      pageRows += rows;
      pagePresent += present;
      done += rows;
      if (pageRows == limits.pageRows() || pageValueBytes() >= limits.pageBytes()) {
        finishPage();
      }
    }
  }

  private int appendLevels(RowSlice slice, int from, int count) {
    if (!column.optional()) {
      return count;
    }
    if (slice.validity() == 0) {
      Bits.fill(levels.address(), pageRows, count, true);
      return count;
    }
    return Bits.copy(
        slice.validity(), slice.firstBit() + (long) from, levels.address(), pageRows, count);
  }

  private void finishPage() throws IOException {
    if (pageRows == 0) {
      return;
    }
    Buffer page = shared.page();
    page.ensure(maxPageBytes() + HybridEncoder.maxBitsBytes(pageRows) + 4, 0);
    long start = page.address();
    long at = start;
    if (column.optional()) {
      at = HybridEncoder.encodeBits(levels.address(), pageRows, pagePresent == pageRows, start + 4);
      NativeMemory.putInt(start, (int) (at - start - 4));
    }
    PageBounds bounds = pageBounds();
    EncodedValues values = encodePage(at, pagePresent);
    BloomFilterWriter hashes = filter;
    if (hashes != null && values.encoding() != Encoding.RLE_DICTIONARY) {
      hashPage(hashes, pagePresent);
    }
    PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
    header.setData_page_header(
        new DataPageHeader(pageRows, values.encoding(), Encoding.RLE, Encoding.RLE));
    long offset = data.sizeBytes();
    write(data, header, start, (int) (values.end() - start));
    int stored = (int) (data.sizeBytes() - offset);
    index.add(offset, stored, chunkRows, pageRows, pagePresent, bounds);
    dataPages.merge(values.encoding(), 1, Integer::sum);
    chunkRows += pageRows;
    chunkPresent += pagePresent;
    pageRows = 0;
    pagePresent = 0;
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
    finishPage();
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
            List.of(column.name()),
            storedCodec(),
            chunkRows,
            uncompressedBytes,
            channel.position() - offset,
            dataOffset);
    if (dataOffset > offset) {
      metadata.setDictionary_page_offset(offset);
    }
    describeEncodings(metadata, dataOffset > offset);
    Statistics statistics = statistics();
    statistics.setNull_count(chunkRows - chunkPresent);
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
    };
  }

  private void reset() {
    data.reset();
    dictionary.reset();
    dataPages.clear();
    chunkRows = 0;
    chunkPresent = 0;
    uncompressedBytes = 0;
    codec = limits.compression();
    resetChunk();
  }
}
