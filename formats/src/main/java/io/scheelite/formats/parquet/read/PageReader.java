package io.scheelite.formats.parquet.read;

import io.scheelite.formats.FileSite;
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
  private PageHeaders.@Nullable Header header;

  PageReader(FileSite site, ColumnChunk chunk, ChunkWindow window) {
    this.site = site;
    this.compression = chunk.compression();
    this.at = chunk.offset();
    this.end = chunk.offset() + chunk.sizeBytes();
    this.window = window;
  }

  /** Offset in the file of the page that {@link #next} returned, for messages. */
  long offset() {
    PageHeaders.Header page = header;
    return page == null ? at : at - storedBytes(page);
  }

  private static int storedBytes(PageHeaders.Header page) {
    return page.headerBytes() + page.compressedBytes();
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

  /** Reads the header of the next dictionary or data page; null at the end. */
  PageHeaders.@Nullable Header next() {
    while (at < end) {
      PageHeaders.Header last = header;
      if (last != null) {
        window.turnTo(storedBytes(last));
      }
      header = null;
      PageHeaders.Header page = readHeader();
      if (page.compressedBytes() > end - at - page.headerBytes()) {
        throw site.corrupt("page exceeds its column chunk: bytes=" + page.compressedBytes(), at);
      }
      at += storedBytes(page);
      header = page;
      if (page.kind() != PageHeaders.Kind.OTHER) {
        return page;
      }
    }
    header = null;
    return null;
  }

  private PageHeaders.Header readHeader() {
    int want = ChunkWindow.HEADER_GUESS_BYTES;
    while (true) {
      int size = (int) Math.min(Math.min(want, window.capacity()), end - at);
      PageHeaders.Header page = parse(window.require(at, size), size);
      if (page != null) {
        return page;
      }
      if (size < want || want >= PageHeaders.MAX_HEADER_BYTES) {
        throw site.corrupt("page header is malformed", at);
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
      throw site.corrupt(String.valueOf(e.getMessage()), at, e);
    }
  }

  /**
   * The content of the current page, decompressed: at {@code target}, or where it was read to if
   * nothing is to be done.
   */
  long content(PageHeaders.Header page, long target, long capacity) {
    if (compression != Compression.UNCOMPRESSED) {
      copyContent(page, target, capacity);
      return target;
    }
    return stored(page) + page.headerBytes();
  }

  /** Writes the content of the current page, decompressed, to {@code target}. */
  void copyContent(PageHeaders.Header page, long target, long capacity) {
    int size = page.uncompressedBytes();
    if (size > capacity) {
      throw tooLarge(size);
    }
    long body = stored(page) + page.headerBytes();
    if (compression == Compression.UNCOMPRESSED) {
      NativeMemory.copy(body, target, size);
    } else {
      decompress(page, body, target);
    }
  }

  /** Brings the current page with its header into memory. */
  private long stored(PageHeaders.Header page) {
    int size = storedBytes(page);
    if (size > window.capacity()) {
      throw tooLarge(size);
    }
    if (compression == Compression.UNCOMPRESSED
        && page.compressedBytes() != page.uncompressedBytes()) {
      throw site.corrupt("uncompressed page has two sizes: bytes=" + size, offset());
    }
    return window.require(offset(), size);
  }

  private RuntimeException tooLarge(int size) {
    return site.corrupt(
        "page is larger than the pages before it announced: bytes=" + size, offset());
  }

  private void decompress(PageHeaders.Header page, long body, long target) {
    // levels of version 2 pages are not compressed
    int levels = Math.max(0, page.levelBytes());
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
