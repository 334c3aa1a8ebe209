package io.scheelite.formats.parquet.read;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.LeftOut;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decompresses the pages of one column chunk in order. The content of a data page is
 * valid until the next one is read.
 */
final class PageReader {
  private final FileSite site;
  private final Compression compression;
  private final long end;
  private final ChunkWindow window;
  private final byte[] headerBytes = new byte[ChunkWindow.HEADER_GUESS_BYTES];
  private long at;
  private long decompressNanos;
  private long current;

  /**
   * A page of which the header was read.
   *
   * @param offset in the file
   */
  record Page(PageHeaders.Header header, long offset) {
    int storedBytes() {
      return header.headerBytes() + header.compressedBytes();
    }
  }

  PageReader(FileSite site, ColumnChunk chunk, ChunkWindow window) {
    this.site = site;
    this.compression = chunk.compression();
    this.at = chunk.offset();
    this.current = chunk.offset();
    this.end = chunk.offset() + chunk.sizeBytes();
    this.window = window;
  }

  /** Offset in the file of the page that was touched last, for messages. */
  long offset() {
    return current;
  }

  /** As {@link ChunkWindow#leaveOut}. */
  void leaveOut(LeftOut parts) {
    window.leaveOut(parts);
  }

  long bytesRead() {
    return window.bytesRead();
  }

  long decompressNanos() {
    return decompressNanos;
  }

  FileSite site() {
    return site;
  }

  /**
   * Reads the header of the next dictionary or data page; null at the end.
   *
   * @param ahead whether its content is wanted, too
   */
  @Nullable Page next(boolean ahead) {
    while (at < end) {
      Page page = at(at, ahead);
      at += page.storedBytes();
      window.turnTo(page.storedBytes());
      if (page.header().kind() != PageHeaders.Kind.OTHER) {
        return page;
      }
    }
    return null;
  }

  /** Reads the header of the page that an index says is here, with so many bytes. */
  Page indexed(long offset, int storedBytes) {
    window.turnTo(storedBytes);
    Page page = at(offset, true);
    if (page.storedBytes() != storedBytes) {
      throw site.corrupt("offset index says another size of the page", offset);
    }
    return page;
  }

  private Page at(long offset, boolean ahead) {
    current = offset;
    PageHeaders.Header header = readHeader(offset, ahead);
    if (header.compressedBytes() > end - offset - header.headerBytes()) {
      throw site.corrupt(
          "page exceeds its column chunk: bytes=" + header.compressedBytes(), offset);
    }
    return new Page(header, offset);
  }

  private PageHeaders.Header readHeader(long offset, boolean ahead) {
    int want = ChunkWindow.HEADER_GUESS_BYTES;
    while (true) {
      int size = (int) Math.min(Math.min(want, window.capacity()), window.end(offset) - offset);
      PageHeaders.Header page = parse(window.require(offset, size, ahead), size);
      if (page != null) {
        return page;
      }
      if (size < want || want >= PageHeaders.MAX_HEADER_BYTES) {
        throw site.corrupt("page header is malformed", offset);
      }
      want = Math.min(want * 16, PageHeaders.MAX_HEADER_BYTES);
    }
  }

  private PageHeaders.@Nullable Header parse(long address, int size) {
    byte[] bytes = size <= headerBytes.length ? headerBytes : new byte[size];
    NativeMemory.copyToArray(address, bytes, 0, size);
    try {
      return PageHeaders.parse(bytes, size);
    } catch (IllegalArgumentException e) {
      throw site.corrupt(String.valueOf(e.getMessage()), current, e);
    }
  }

  /**
   * The content of a page, decompressed: at {@code target}, or where it was read to if nothing is
   * to be done.
   */
  long content(Page page, long target, long capacity) {
    if (compression != Compression.UNCOMPRESSED) {
      copyContent(page, target, capacity);
      return target;
    }
    return stored(page) + page.header().headerBytes();
  }

  /** Writes the content of a page, decompressed, to {@code target}. */
  void copyContent(Page page, long target, long capacity) {
    int size = page.header().uncompressedBytes();
    if (size > capacity) {
      throw tooLarge(size);
    }
    long body = stored(page) + page.header().headerBytes();
    if (compression == Compression.UNCOMPRESSED) {
      NativeMemory.copy(body, target, size);
    } else {
      decompress(page.header(), body, target);
    }
  }

  /** Brings a page with its header into memory. */
  private long stored(Page page) {
    current = page.offset();
    int size = page.storedBytes();
    if (size > window.capacity()) {
      throw tooLarge(size);
    }
    PageHeaders.Header header = page.header();
    if (compression == Compression.UNCOMPRESSED
        && header.compressedBytes() != header.uncompressedBytes()) {
      throw site.corrupt("uncompressed page has two sizes: bytes=" + size, offset());
    }
    return window.require(page.offset(), size, true);
  }

  private RuntimeException tooLarge(int size) {
    return site.corrupt(
        "page is larger than the pages before it announced: bytes=" + size, offset());
  }

  private void decompress(PageHeaders.Header page, long body, long target) {
    // levels of version 2 pages are not compressed
    int levels = page.levelBytes();
    int size = page.uncompressedBytes() - levels;
    if (size < 0) {
      throw site.corrupt("page is smaller than its levels", offset());
    }
    NativeMemory.copy(body, target, levels);
    Compression codec = page.compressed() ? compression : Compression.UNCOMPRESSED;
    if (size == 0) {
      return;
    }
    long start = System.nanoTime();
    try {
      codec.decompress(body + levels, page.compressedBytes() - levels, target + levels, size);
    } catch (IOException e) {
      throw site.corrupt("page cannot be decompressed (" + e.getMessage() + ")", offset(), e);
    }
    decompressNanos += System.nanoTime() - start;
  }
}
