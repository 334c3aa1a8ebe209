package io.scheelite.formats.parquet.encoded;

import io.scheelite.formats.parquet.encoded.Shape.Entry;
import io.scheelite.formats.parquet.encoded.Shape.Leaf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bitpacking.ByteBitPackingValuesWriter;
import org.apache.parquet.column.values.bitpacking.Packer;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/** Writes one column chunk: chooses encoding, codec, page version and sizes, and what is stated. */
final class EncodedChunk {
  private final Leaf leaf;
  private final List<Entry> entries;
  private final RandomGenerator random;
  private final Plan plan;
  private final boolean indexed;
  private final boolean statistics;
  private final boolean checksums;
  private final int packedLevels;
  private final Set<Encoding> used = new LinkedHashSet<>();
  private final List<Integer> firstRows = new ArrayList<>();
  private final List<Integer> pageOffsets = new ArrayList<>();
  private final List<Integer> pageBytes = new ArrayList<>();
  private final List<@Nullable Statistics> pageStatistics = new ArrayList<>();
  private final List<Boolean> nullPages = new ArrayList<>();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private byte[] dictionary = {};
  private long uncompressed;

  /** How values are stored, up to where a dictionary is given up. */
  record Plan(Encoding encoding, CompressionCodec codec, boolean version2) {
    static Plan random(LeafKind kind, RandomGenerator random) {
      List<Encoding> encodings = ValueWriters.encodings(kind.stored);
      return new Plan(
          encodings.get(random.nextInt(encodings.size())),
          PageCodec.ALL.get(random.nextInt(PageCodec.ALL.size())),
          random.nextBoolean());
    }
  }

  EncodedChunk(Leaf leaf, List<Entry> entries, Plan plan, RandomGenerator random) {
    this.leaf = leaf;
    this.entries = entries;
    this.plan = plan;
    this.random = random;
    indexed = random.nextBoolean();
    statistics = random.nextBoolean();
    checksums = random.nextInt(4) == 0;
    packedLevels = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
  }

  /** The pages; their offsets are those behind the dictionary until {@link #described}. */
  void encode() throws IOException {
    boolean coded = ValueWriters.isDictionary(plan.encoding());
    ValuesWriter writer = ValueWriters.of(leaf.kind(), plan.encoding(), random);
    int pageEntries = 1 + random.nextInt(random.nextBoolean() ? 50 : 2000);
    boolean anywhere = !plan.version2() && !indexed && random.nextInt(4) == 0;
    int fallBackAfter = coded && random.nextInt(3) == 0 ? random.nextInt(4) : Integer.MAX_VALUE;
    ValuesWriter now = writer;
    int row = 0;
    int page = 0;
    for (int from = 0; from < entries.size(); page++) {
      int to = Math.min(entries.size(), from + pageEntries);
      while (!anywhere && to < entries.size() && entries.get(to).repetition() > 0) {
        to++;
      }
      if (page == fallBackAfter) {
        List<Encoding> others =
            ValueWriters.encodings(leaf.kind().stored).stream()
                .filter(other -> !ValueWriters.isDictionary(other))
                .toList();
        now = ValueWriters.of(leaf.kind(), others.get(random.nextInt(others.size())), random);
      }
      if (!indexed && random.nextInt(12) == 0) {
        page(List.of(), now, row);
      }
      List<Entry> content = entries.subList(from, to);
      page(content, now, row);
      row += (int) content.stream().filter(entry -> entry.repetition() == 0).count();
      from = to;
    }
    if (entries.isEmpty() && random.nextBoolean()) {
      page(List.of(), now, 0);
    }
    DictionaryPage codes = coded ? writer.toDictPageAndClose() : null;
    if (codes != null) {
      dictionary(bytes(codes.getBytes()), codes.getDictionarySize(), codes.getEncoding());
    } else if (coded) { // of no values, as Arrow writes it
      dictionary(new byte[0], 0, org.apache.parquet.column.Encoding.PLAIN);
    }
  }

  private void page(List<Entry> content, ValuesWriter writer, int firstRow) throws IOException {
    List<Object> values = new ArrayList<>();
    for (Entry entry : content) {
      if (entry.value() != null) {
        values.add(entry.value());
        ValueWriters.write(writer, entry.value());
      }
    }
    byte[] encoded = bytes(writer.getBytes());
    Encoding as = Encoding.valueOf(writer.getEncoding().name());
    used.add(as);
    writer.reset();
    byte[] repetitions =
        levels(content.stream().map(Entry::repetition).toList(), leaf.repetition(), packed(1));
    byte[] definitions =
        levels(content.stream().map(Entry::definition).toList(), leaf.definition(), packed(2));
    int nulls = content.size() - values.size();
    Statistics stated = statistics(values, nulls);
    int rows = (int) content.stream().filter(entry -> entry.repetition() == 0).count();
    int offset = data.size();
    if (plan.version2()) {
      writeV2(repetitions, definitions, encoded, header2(content.size(), nulls, rows, as, stated));
    } else {
      DataPageHeader header =
          new DataPageHeader(content.size(), as, levelEncoding(2), levelEncoding(1));
      if (statistics && random.nextBoolean()) {
        header.setStatistics(stated);
      }
      writeV1(repetitions, definitions, encoded, header);
    }
    firstRows.add(firstRow);
    pageOffsets.add(offset);
    pageBytes.add(data.size() - offset);
    pageStatistics.add(stated);
    nullPages.add(values.isEmpty());
  }

  private static byte[] bytes(BytesInput input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    input.writeAllTo(out);
    return out.toByteArray();
  }

  private DataPageHeaderV2 header2(
      int count, int nulls, int rows, Encoding as, @Nullable Statistics stated) {
    DataPageHeaderV2 header = new DataPageHeaderV2(count, nulls, rows, as, 0, 0);
    if (statistics && random.nextBoolean()) {
      header.setStatistics(stated);
    }
    return header;
  }

  /** Whether repetition levels (1) or definition levels (2) have the encoding of old writers. */
  private boolean packed(int which) {
    return !plan.version2() && (packedLevels & which) != 0;
  }

  private Encoding levelEncoding(int which) {
    return packed(which) ? Encoding.BIT_PACKED : Encoding.RLE;
  }

  private static byte[] levels(List<Integer> levels, int max, boolean packed) throws IOException {
    if (max == 0) {
      return new byte[0];
    }
    if (packed) {
      ValuesWriter writer = new ByteBitPackingValuesWriter(max, Packer.BIG_ENDIAN);
      levels.forEach(writer::writeInteger);
      int bytes = (levels.size() * (32 - Integer.numberOfLeadingZeros(max)) + 7) / 8;
      return Arrays.copyOf(bytes(writer.getBytes()), bytes);
    }
    int width = 32 - Integer.numberOfLeadingZeros(max);
    try (RunLengthBitPackingHybridEncoder encoder =
        new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, ValueWriters.ALLOCATOR)) {
      for (int level : levels) {
        encoder.writeInt(level);
      }
      return bytes(encoder.toBytes());
    }
  }

  private void writeV1(
      byte[] repetitions, byte[] definitions, byte[] encoded, DataPageHeader specific)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (leaf.repetition() > 0) {
      body.writeBytes(packed(1) ? repetitions : prefixed(repetitions));
    }
    if (leaf.definition() > 0) {
      body.writeBytes(packed(2) ? definitions : prefixed(definitions));
    }
    body.writeBytes(encoded);
    byte[] stored = PageCodec.compress(plan.codec(), body.toByteArray());
    PageHeader header = new PageHeader(PageType.DATA_PAGE, body.size(), stored.length);
    header.setData_page_header(specific);
    write(data, header, stored);
  }

  private static byte[] prefixed(byte[] levels) {
    return ByteBuffer.allocate(4 + levels.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(levels.length)
        .put(levels)
        .array();
  }

  private void writeV2(
      byte[] repetitions, byte[] definitions, byte[] encoded, DataPageHeaderV2 specific)
      throws IOException {
    boolean compressed = plan.codec() != CompressionCodec.UNCOMPRESSED && random.nextInt(4) > 0;
    byte[] stored =
        compressed && encoded.length > 0 ? PageCodec.compress(plan.codec(), encoded) : encoded;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(repetitions);
    body.writeBytes(definitions);
    body.writeBytes(stored);
    specific.setRepetition_levels_byte_length(repetitions.length);
    specific.setDefinition_levels_byte_length(definitions.length);
    if (!compressed || random.nextBoolean()) { // true where it is not said
      specific.setIs_compressed(compressed);
    }
    int size = repetitions.length + definitions.length + encoded.length;
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, size, body.size());
    header.setData_page_header_v2(specific);
    write(data, header, body.toByteArray());
  }

  private void dictionary(byte[] body, int size, org.apache.parquet.column.Encoding values)
      throws IOException {
    byte[] stored = PageCodec.compress(plan.codec(), body);
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, body.length, stored.length);
    Encoding as = Encoding.valueOf(values.name());
    used.add(as);
    header.setDictionary_page_header(new DictionaryPageHeader(size, as));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, header, stored);
    dictionary = out.toByteArray();
  }

  private void write(ByteArrayOutputStream out, PageHeader header, byte[] stored)
      throws IOException {
    if (checksums) {
      CRC32 crc = new CRC32();
      crc.update(stored);
      header.setCrc((int) crc.getValue());
    }
    int before = out.size();
    Util.writePageHeader(header, out);
    out.write(stored);
    uncompressed += out.size() - before - stored.length + header.getUncompressed_page_size();
  }

  /** Null where no bounds can be told. */
  private @Nullable Statistics statistics(List<Object> values, int nulls) {
    Statistics result = new Statistics();
    result.setNull_count(nulls);
    boolean told = leaf.kind().isOrdered() && values.stream().noneMatch(EncodedChunk::hasNoPlace);
    if (told && !values.isEmpty()) {
      result.setMin_value(LeafKind.plain(values.stream().min(leaf.kind()::compare).orElseThrow()));
      result.setMax_value(LeafKind.plain(values.stream().max(leaf.kind()::compare).orElseThrow()));
    }
    return told ? result : null;
  }

  private static boolean hasNoPlace(Object value) {
    return switch (value) {
      case Float number -> number.isNaN() || number == 0;
      case Double number -> number.isNaN() || number == 0;
      default -> false;
    };
  }

  /** Writes the pages and describes them. */
  ColumnChunk described(ByteArrayOutputStream file) {
    ColumnMetaData meta = new ColumnMetaData();
    meta.setType(leaf.kind().stored);
    meta.setEncodings(List.copyOf(used));
    if (leaf.definition() > 0) {
      used.add(Encoding.RLE);
    }
    meta.setPath_in_schema(Arrays.asList(leaf.path().split("\\.")));
    meta.setCodec(plan.codec());
    meta.setNum_values(entries.size());
    if (dictionary.length > 0) {
      meta.setDictionary_page_offset(file.size());
    }
    int start = file.size() + dictionary.length;
    meta.setData_page_offset(start);
    meta.setTotal_compressed_size(dictionary.length + (long) data.size());
    meta.setTotal_uncompressed_size(uncompressed);
    if (statistics) {
      List<Object> values =
          entries.stream().map(Entry::value).filter(Objects::nonNull).<Object>map(v -> v).toList();
      meta.setStatistics(statistics(values, entries.size() - values.size()));
    }
    file.writeBytes(dictionary);
    file.writeBytes(data.toByteArray());
    pageOffsets.replaceAll(offset -> offset + start);
    ColumnChunk chunk = new ColumnChunk(0);
    chunk.setMeta_data(meta);
    return chunk;
  }

  /** Writes the page indexes, behind all row groups. */
  void index(ColumnChunk chunk, ByteArrayOutputStream file) throws IOException {
    if (!indexed || pageOffsets.isEmpty()) {
      return;
    }
    if (leaf.kind().isOrdered() && !pageStatistics.contains(null) && leaf.repetition() == 0) {
      List<ByteBuffer> mins = new ArrayList<>();
      List<ByteBuffer> maxs = new ArrayList<>();
      List<Long> nulls = new ArrayList<>();
      for (Statistics page : pageStatistics) {
        mins.add(ByteBuffer.wrap(page.isSetMin_value() ? page.getMin_value() : new byte[0]));
        maxs.add(ByteBuffer.wrap(page.isSetMax_value() ? page.getMax_value() : new byte[0]));
        nulls.add(page.getNull_count());
      }
      ColumnIndex index = new ColumnIndex(nullPages, mins, maxs, BoundaryOrder.UNORDERED);
      if (random.nextBoolean()) {
        index.setNull_counts(nulls);
      }
      chunk.setColumn_index_offset(file.size());
      Util.writeColumnIndex(index, file);
      chunk.setColumn_index_length(file.size() - (int) chunk.getColumn_index_offset());
    }
    List<PageLocation> places = new ArrayList<>();
    for (int i = 0; i < pageOffsets.size(); i++) {
      places.add(new PageLocation(pageOffsets.get(i), pageBytes.get(i), firstRows.get(i)));
    }
    chunk.setOffset_index_offset(file.size());
    Util.writeOffsetIndex(new OffsetIndex(places), file);
    chunk.setOffset_index_length(file.size() - (int) chunk.getOffset_index_offset());
  }

  @Override
  public String toString() {
    return leaf.path()
        + " "
        + leaf.kind()
        + " "
        + plan.encoding()
        + " "
        + plan.codec()
        + (plan.version2() ? " v2" : " v1")
        + (indexed ? " indexed" : "")
        + (packed(1) || packed(2) ? " packed levels" : "")
        + " pages="
        + pageBytes.size();
  }
}
