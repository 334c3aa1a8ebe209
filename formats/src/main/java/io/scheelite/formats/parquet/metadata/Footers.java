package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.FileStamp;
import io.scheelite.formats.FormatException;
import io.scheelite.formats.input.FoundFile;
import io.scheelite.formats.input.InputReader;
import io.scheelite.formats.input.LocalFile;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.memory.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;

/** Reads and checks the footers of Parquet files. */
public final class Footers {
  private static final int MAGIC = 0x31524150; // "PAR1"
  private static final int MAGIC_ENCRYPTED = 0x45524150; // "PARE"
  private static final int TAIL_BYTES = 8;
  private static final String ENCRYPTED =
      "encrypted Parquet columns are not supported, leave the column out or decrypt the file";

  /** Read at once from where a second read takes long: few footers are larger. */
  private static final int REMOTE_TAIL_BYTES = 64 << 10;

  private static final int MAX_FOOTER_BYTES = 256 << 20;

  /** A footer takes some times its size on the heap while it is parsed. */
  private static final int HEAP_SHARE = 16;

  /** What is kept of a byte of a footer: numbers become objects. */
  private static final int KEPT_BYTES = 2;

  private Footers() {}

  /** The footers of one table together may have so many bytes. */
  public static long mostBytes() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  /** Upper bound of the heap that so many bytes of footers take once they are parsed. */
  public static long heapBytes(long footerBytes) {
    return KEPT_BYTES * footerBytes;
  }

  /**
   * Reads the footer of one local file.
   *
   * @param mostBytes a larger footer is refused before it is read
   */
  public static ParquetFile read(Path path, long mostBytes) {
    return read(new FoundFile(new LocalFile(path), FileStamp.of(path)), mostBytes);
  }

  /**
   * Reads the footer of one file.
   *
   * @param mostBytes a larger footer is refused before it is read
   */
  public static ParquetFile read(FoundFile found, long mostBytes) {
    FileSite site = found.site();
    try (InputReader file = found.open()) {
      int atOnce = found.isFar() ? REMOTE_TAIL_BYTES : TAIL_BYTES;
      byte[] footer = readFooter(site, file, found.sizeBytes(), atOnce, mostBytes);
      return check(found, parse(site, footer), footer.length);
    }
  }

  private static byte[] readFooter(
      FileSite site, InputReader file, long size, int atOnce, long mostBytes) {
    if (size == 0) {
      throw site.error(ErrorCode.CORRUPT_DATA, "file is empty instead of Parquet, write it again");
    }
    if (size < TAIL_BYTES + 4) {
      throw notComplete(site, file, size);
    }
    byte[] tail = file.read(site, size - Math.min(size, atOnce), (int) Math.min(size, atOnce));
    ByteBuffer buffer =
        ByteBuffer.wrap(tail, tail.length - TAIL_BYTES, TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long footerBytes = buffer.getInt();
    int magic = buffer.getInt();
    if (magic == MAGIC_ENCRYPTED) {
      throw site.unsupported("encrypted Parquet files are not supported, decrypt it first");
    }
    if (magic != MAGIC || (atOnce == TAIL_BYTES && !startsAsParquet(site, file, size))) {
      throw notComplete(site, file, size);
    }
    if (footerBytes <= 0 || footerBytes > size - TAIL_BYTES - 4 || footerBytes > MAX_FOOTER_BYTES) {
      throw site.corrupt(
          "Parquet footer has an impossible size: bytes=" + footerBytes, size - TAIL_BYTES);
    }
    if (footerBytes > mostBytes) {
      throw site.error(
          ErrorCode.MEMORY_LIMIT_EXCEEDED,
          "Parquet footers of the table are too large for the heap, raise -Xmx or write larger row"
              + " groups and fewer files: footerBytes="
              + footerBytes
              + " leftBytes="
              + mostBytes
              + " heapBytes="
              + Runtime.getRuntime().maxMemory());
    }
    int end = tail.length - TAIL_BYTES;
    return footerBytes <= end
        ? Arrays.copyOfRange(tail, end - (int) footerBytes, end)
        : file.read(site, size - TAIL_BYTES - footerBytes, (int) footerBytes);
  }

  private static boolean startsAsParquet(FileSite site, InputReader file, long size) {
    byte[] head = file.read(site, 0, (int) Math.min(size, Integer.BYTES));
    byte[] magic = Arrays.copyOf("PAR1".getBytes(StandardCharsets.US_ASCII), head.length);
    // encrypted footers are told apart by the end of the file
    return Arrays.equals(head, magic) || new String(head, StandardCharsets.US_ASCII).equals("PARE");
  }

  private static FormatException notComplete(FileSite site, InputReader file, long size) {
    return startsAsParquet(site, file, size)
        ? site.corrupt("Parquet file is truncated, copy or write it again (no footer)", size)
        : site.corrupt("not a Parquet file, check its format (no PAR1 at its beginning)", 0);
  }

  private static FileMetaData parse(FileSite site, byte[] footer) {
    FileMetaData metadata = new FileMetaData();
    try {
      metadata.read(
          new TCompactProtocol(
              new ByteArrayTransport(footer, footer.length), footer.length, footer.length));
      return metadata;
    } catch (TException | RuntimeException e) {
      throw site.corrupt("Parquet footer is malformed (" + e.getMessage() + ")", 0, e);
    }
  }

  private static ParquetFile check(FoundFile found, FileMetaData metadata, int footerBytes) {
    FileSite site = found.site();
    List<FileColumn> columns = SchemaReader.columns(site, metadata.getSchema());
    List<ParquetColumn> leaves =
        columns.stream()
            .flatMap(column -> column.leaves().stream())
            .map(FileColumn.Leaf::column)
            .toList();
    Map<Integer, String> refusals = new HashMap<>();
    for (int i = 0; i < leaves.size(); i++) {
      String refusal = leaves.get(i).refusal();
      if (refusal != null) {
        refusals.put(i, refusal);
      }
    }
    List<RowGroup> rowGroups = new ArrayList<>();
    for (org.apache.parquet.format.RowGroup rowGroup : metadata.getRow_groups()) {
      rowGroups.add(rowGroup(found, rowGroup, leaves, refusals));
    }
    return new ParquetFile(
        found,
        footerBytes,
        columns,
        FieldIds.ofColumns(metadata.getSchema()),
        rowGroups,
        refusals,
        statedSizes(metadata, leaves));
  }

  private static @Nullable PageSizes statedSizes(
      FileMetaData metadata, List<ParquetColumn> columns) {
    if (metadata.isSetKey_value_metadata()) {
      for (KeyValue entry : metadata.getKey_value_metadata()) {
        if (PageSizes.KEY.equals(entry.getKey()) && entry.getValue() != null) {
          return PageSizes.parse(entry.getValue(), columns.size());
        }
      }
    }
    return null;
  }

  /** Reads where the chunks lie, and adds to the refusals what cannot be read of them. */
  private static RowGroup rowGroup(
      FoundFile found,
      org.apache.parquet.format.RowGroup rowGroup,
      List<ParquetColumn> columns,
      Map<Integer, String> refusals) {
    FileSite site = found.site();
    long numRows = rowGroup.getNum_rows();
    if (numRows < 0 || rowGroup.getColumnsSize() != columns.size()) {
      throw site.corrupt("Parquet row group does not fit the schema: rows=" + numRows, 0);
    }
    List<ColumnChunk> chunks = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      FileSite columnSite = site.column(columns.get(i).name());
      org.apache.parquet.format.ColumnChunk chunk = rowGroup.getColumns().get(i);
      String refusal = refusal(columnSite, chunk);
      if (refusal != null) {
        refusals.putIfAbsent(i, refusal);
        chunks.add(ColumnChunk.UNREADABLE);
      } else {
        chunks.add(chunk(columnSite, chunk, columns.get(i), numRows, found.sizeBytes()));
      }
    }
    return new RowGroup(numRows, chunks);
  }

  private static @Nullable String refusal(
      FileSite site, org.apache.parquet.format.ColumnChunk chunk) {
    if (chunk.isSetCrypto_metadata()) {
      return ENCRYPTED;
    }
    if (chunk.isSetFile_path() || !chunk.isSetMeta_data()) {
      throw site.unsupported("Parquet column chunks in other files are not supported");
    }
    CompressionCodec codec = chunk.getMeta_data().getCodec();
    return compression(codec) != null
        ? null
        : "Parquet compression "
            + codec
            + " is not supported, leave the column out or write the file with SNAPPY, ZSTD,"
            + " LZ4_RAW, GZIP or none";
  }

  private static ColumnChunk chunk(
      FileSite site,
      org.apache.parquet.format.ColumnChunk described,
      ParquetColumn column,
      long numRows,
      long size) {
    ColumnMetaData chunk = described.getMeta_data();
    long offset = chunk.getData_page_offset();
    long dictionary = chunk.isSetDictionary_page_offset() ? chunk.getDictionary_page_offset() : 0;
    if (dictionary > 0 && dictionary < offset) {
      offset = dictionary;
    }
    long bytes = chunk.getTotal_compressed_size();
    if (offset < 4 || bytes < 0 || offset > size || bytes > size - offset) {
      throw site.corrupt("column chunk lies outside the file: bytes=" + bytes, offset);
    }
    boolean fits =
        column.levels().repetition() > 0
            ? chunk.getNum_values() >= numRows
            : chunk.getNum_values() == numRows;
    if (!fits || chunk.getType() != column.stored()) {
      throw site.corrupt("column chunk does not fit its row group", offset);
    }
    boolean readable = column.refusal() == null;
    return new ColumnChunk(
        offset,
        bytes,
        Math.max(0, chunk.getTotal_uncompressed_size()),
        Objects.requireNonNull(compression(chunk.getCodec())),
        dictionary > 0,
        dictionary > 0 && dictionaryOnly(chunk),
        readable ? ColumnBounds.of(column, chunk.getStatistics()) : ColumnBounds.UNKNOWN,
        IndexPlaces.of(described));
  }

  private static boolean dictionaryOnly(ColumnMetaData chunk) {
    if (!chunk.isSetEncoding_stats()) {
      return chunk.getEncodings() != null && !chunk.getEncodings().contains(Encoding.PLAIN);
    }
    return chunk.getEncoding_stats().stream()
        .filter(stats -> stats.getPage_type() != PageType.DICTIONARY_PAGE)
        .allMatch(
            stats ->
                stats.getEncoding() == Encoding.RLE_DICTIONARY
                    || stats.getEncoding() == Encoding.PLAIN_DICTIONARY);
  }

  private static @Nullable Compression compression(@Nullable CompressionCodec codec) {
    return switch (codec) {
      case null -> null;
      case UNCOMPRESSED -> Compression.UNCOMPRESSED;
      case SNAPPY -> Compression.SNAPPY;
      case GZIP -> Compression.GZIP;
      case ZSTD -> Compression.ZSTD;
      case LZ4_RAW -> Compression.LZ4_RAW;
      case LZ4 -> Compression.LZ4;
      case BROTLI -> Compression.BROTLI;
      case LZO -> null;
    };
  }
}
