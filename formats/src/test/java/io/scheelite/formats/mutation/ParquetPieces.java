package io.scheelite.formats.mutation;

import io.scheelite.formats.parquet.encoded.PageCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** A Parquet file taken apart into pages, to be put together in another way. */
final class ParquetPieces {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  private final byte[] file;
  private final FileMetaData footer;
  private final int footerStart;
  private final List<Chunk> chunks = new ArrayList<>();
  private final RandomGenerator random;

  private static final class Page {
    PageHeader header;
    byte[] body;

    Page(PageHeader header, byte[] body) {
      this.header = header;
      this.body = body;
    }

    Page copy() {
      return new Page(new PageHeader(header), body);
    }
  }

  private record Chunk(ColumnMetaData meta, long start, List<Page> pages) {}

  ParquetPieces(byte[] file, RandomGenerator random) throws IOException {
    this.file = file;
    this.random = random;
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    footerStart = file.length - 8 - length;
    footer = Util.readFileMetaData(new ByteArrayInputStream(file, footerStart, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        chunks.add(parse(chunk.getMeta_data()));
      }
    }
    chunks.sort((a, b) -> Long.compare(a.start(), b.start()));
  }

  private Chunk parse(ColumnMetaData meta) throws IOException {
    long start = meta.getData_page_offset();
    if (meta.isSetDictionary_page_offset() && meta.getDictionary_page_offset() > 0) {
      start = Math.min(start, meta.getDictionary_page_offset());
    }
    int end = (int) (start + meta.getTotal_compressed_size());
    List<Page> pages = new ArrayList<>();
    ByteArrayInputStream in = new ByteArrayInputStream(file, (int) start, end - (int) start);
    while (in.available() > 0) {
      PageHeader header = Util.readPageHeader(in);
      pages.add(new Page(header, in.readNBytes(header.getCompressed_page_size())));
    }
    return new Chunk(meta, start, pages);
  }

  private List<Page> allPages() {
    return chunks.stream().flatMap(chunk -> chunk.pages().stream()).toList();
  }

  /** Footer fields lie; pages are as they were. */
  byte[] footerLies() throws IOException {
    for (int left = 1 + random.nextInt(2); left > 0; left--) {
      ThriftLies.tell(footer, random);
    }
    return withFooter(Arrays.copyOf(file, footerStart));
  }

  private byte[] withFooter(byte[] front) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(front);
    Util.writeFileMetaData(footer, out);
    int length = out.size() - front.length;
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(length).array());
    out.writeBytes(MAGIC);
    return out.toByteArray();
  }

  /** Fields of page headers lie. */
  byte[] headerLies() throws IOException {
    List<Page> pages = allPages();
    for (int left = 1 + random.nextInt(2); left > 0 && !pages.isEmpty(); left--) {
      ThriftLies.tell(pages.get(random.nextInt(pages.size())).header, random);
    }
    return assembled();
  }

  /** Pages are swapped, left out, there twice, or have the body of another. */
  byte[] splicedPages() throws IOException {
    List<Chunk> filled = chunks.stream().filter(chunk -> !chunk.pages().isEmpty()).toList();
    if (filled.isEmpty()) {
      return footerLies();
    }
    List<Page> one = filled.get(random.nextInt(filled.size())).pages();
    List<Page> two = filled.get(random.nextInt(filled.size())).pages();
    int i = random.nextInt(one.size());
    int j = random.nextInt(two.size());
    Page first = one.get(i);
    Page second = two.get(j);
    switch (random.nextInt(5)) {
      case 0 -> {
        one.set(i, second.copy());
        two.set(j, first);
      }
      case 1 -> one.remove(i);
      case 2 -> one.add(random.nextInt(one.size() + 1), second.copy());
      case 3 -> one.set(i, second.copy());
      default -> {
        first.body = second.body;
        first.header.setCompressed_page_size(second.body.length);
        first.header.setUncompressed_page_size(second.header.getUncompressed_page_size());
      }
    }
    return assembled();
  }

  /** What a page holds when decompressed is damaged, behind the back of its codec. */
  byte[] damagedContent() throws IOException {
    for (int attempt = 0; attempt < 5 && !chunks.isEmpty(); attempt++) {
      Chunk chunk = chunks.get(random.nextInt(chunks.size()));
      if (!chunk.pages().isEmpty()) {
        damage(chunk, chunk.pages().get(random.nextInt(chunk.pages().size())));
        break;
      }
    }
    return assembled();
  }

  private void damage(Chunk chunk, Page page) throws IOException {
    DataPageHeaderV2 v2 = page.header.getData_page_header_v2();
    int levels =
        v2 == null
            ? 0
            : v2.getRepetition_levels_byte_length() + v2.getDefinition_levels_byte_length();
    CompressionCodec codec =
        v2 != null && !v2.isIs_compressed()
            ? CompressionCodec.UNCOMPRESSED
            : chunk.meta().getCodec();
    byte[] stored = Arrays.copyOfRange(page.body, levels, page.body.length);
    int size = page.header.getUncompressed_page_size() - levels;
    byte[] plain = size == 0 ? stored : PageCodec.decompress(codec, stored, size);
    byte[] whole = Arrays.copyOf(Arrays.copyOf(page.body, levels), levels + plain.length);
    System.arraycopy(plain, 0, whole, levels, plain.length);
    byte[] other =
        switch (random.nextInt(4)) {
          case 0 -> ByteMutations.overwritten(whole, random);
          case 1 -> ByteMutations.shifted(whole, random);
          default -> ByteMutations.flipped(whole, random);
        };
    int kept = Math.min(levels, other.length);
    byte[] values = Arrays.copyOfRange(other, kept, other.length);
    byte[] packed = values.length == 0 ? values : PageCodec.compress(codec, values);
    page.body = Arrays.copyOf(Arrays.copyOf(other, kept), kept + packed.length);
    System.arraycopy(packed, 0, page.body, kept, packed.length);
    page.header.setCompressed_page_size(page.body.length);
    page.header.setUncompressed_page_size(other.length);
    page.header.unsetCrc();
  }

  /** A page decompresses to very much, whatever its header says, or tells of very many values. */
  byte[] bomb() throws IOException {
    List<Chunk> filled = chunks.stream().filter(chunk -> !chunk.pages().isEmpty()).toList();
    if (filled.isEmpty()) {
      return footerLies();
    }
    Chunk chunk = filled.get(random.nextInt(filled.size()));
    Page page = chunk.pages().get(random.nextInt(chunk.pages().size()));
    if (random.nextInt(3) == 0) {
      manyValues(chunk, page);
      return assembled();
    }
    if (chunk.meta().getCodec() == CompressionCodec.UNCOMPRESSED) {
      chunk.meta().setCodec(CompressionCodec.ZSTD);
    }
    int size = 1 << 20 + random.nextInt(6);
    page.body = PageCodec.compress(chunk.meta().getCodec(), new byte[size]);
    page.header.setCompressed_page_size(page.body.length);
    if (random.nextBoolean()) {
      page.header.setUncompressed_page_size(random.nextBoolean() ? size : Integer.MAX_VALUE);
    }
    if (page.header.isSetData_page_header_v2()) {
      page.header.getData_page_header_v2().setDefinition_levels_byte_length(0);
      page.header.getData_page_header_v2().setRepetition_levels_byte_length(0);
    }
    return assembled();
  }

  private void manyValues(Chunk chunk, Page page) {
    int many = 1 << 16 + random.nextInt(15);
    if (page.header.isSetData_page_header()) {
      page.header.getData_page_header().setNum_values(many);
    }
    if (page.header.isSetData_page_header_v2()) {
      page.header.getData_page_header_v2().setNum_values(many);
      page.header.getData_page_header_v2().setNum_rows(many);
    }
    if (page.header.isSetDictionary_page_header()) {
      page.header.getDictionary_page_header().setNum_values(many);
    }
    for (RowGroup group : footer.getRow_groups()) {
      if (random.nextBoolean()) {
        group.setNum_rows(many);
        group.getColumns().forEach(column -> column.getMeta_data().setNum_values(many));
      }
    }
    chunk.meta().setNum_values(many);
  }

  /** Indexes and bloom filters lie; they are between the pages and the footer. */
  byte[] damagedIndexes() {
    int from =
        (int)
            chunks.stream()
                .mapToLong(chunk -> chunk.start() + chunk.meta().getTotal_compressed_size())
                .max()
                .orElse(4);
    if (footerStart - from < 4) {
      return ByteMutations.flipped(file, random);
    }
    byte[] indexes = Arrays.copyOfRange(file, from, footerStart);
    byte[] other =
        random.nextBoolean()
            ? ByteMutations.flipped(indexes, random)
            : ByteMutations.overwritten(indexes, random);
    byte[] result = file.clone();
    System.arraycopy(other, 0, result, from, other.length);
    return result;
  }

  /** The pages one after another; offsets of chunks fit, those of indexes may not. */
  private byte[] assembled() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    int end = 4;
    for (Chunk chunk : chunks) {
      end = Math.max(end, (int) (chunk.start() + chunk.meta().getTotal_compressed_size()));
      int start = out.size();
      boolean hasDictionary = chunk.meta().isSetDictionary_page_offset();
      for (Page page : chunk.pages()) {
        if (page.header.isSetDictionary_page_header()) {
          chunk.meta().setDictionary_page_offset(out.size());
        } else if (out.size() == start || hasDictionary) {
          chunk.meta().setData_page_offset(out.size());
          hasDictionary = false;
        }
        Util.writePageHeader(page.header, out);
        out.writeBytes(page.body);
      }
      if (chunk.pages().isEmpty()) {
        chunk.meta().setData_page_offset(start);
      }
      chunk.meta().setTotal_compressed_size(out.size() - start);
    }
    int moved = out.size() - end;
    out.write(file, end, footerStart - end);
    boolean dropped = random.nextInt(4) > 0;
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk chunk : group.getColumns()) {
        move(chunk, moved, dropped);
      }
    }
    return withFooter(out.toByteArray());
  }

  private static void move(ColumnChunk chunk, int moved, boolean dropped) {
    if (dropped) {
      chunk.unsetOffset_index_offset();
      chunk.unsetOffset_index_length();
      chunk.unsetColumn_index_offset();
      chunk.unsetColumn_index_length();
      return;
    }
    if (chunk.isSetOffset_index_offset()) {
      chunk.setOffset_index_offset(chunk.getOffset_index_offset() + moved);
    }
    if (chunk.isSetColumn_index_offset()) {
      chunk.setColumn_index_offset(chunk.getColumn_index_offset() + moved);
    }
  }
}
