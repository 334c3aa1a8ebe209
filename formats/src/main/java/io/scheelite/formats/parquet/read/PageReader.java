package io.scheelite.formats.parquet.read;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.parquet.codec.Compression;
import io.scheelite.formats.parquet.metadata.ColumnChunk;
import io.scheelite.formats.parquet.metadata.PageHeaders;
import io.scheelite.memory.NativeMemory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads and decompresses the pages of one column chunk in order. The content of a data page is
 * valid until the next one is read, that of the dictionary to the end.
 */
final class PageReader {
  private static final int FIRST_READ_BYTES = 4096;
  private static final int HEADER_GUESS_BYTES = 128;

  private final FileSite site;
  private final FileChannel channel;
  private final Compression compression;
  private final long end;
  private final long storedAddress;
  private final int storedCapacity;
  private final ByteBuffer stored;
  private final byte[] headerBytes = new byte[HEADER_GUESS_BYTES];
  private long at;
  private int predictedBytes = FIRST_READ_BYTES;
  private int storedSize;
  private long bytesRead;
  private PageHeaders.@Nullable Header header;

  PageReader(
      FileSite site, FileChannel channel, ColumnChunk chunk, long storedAddress, long capacity) {
    this.site = site;
    this.channel = channel;
    this.compression = chunk.compression();
    this.at = chunk.offset();
    this.end = chunk.offset() + chunk.sizeBytes();
    this.storedAddress = storedAddress;
    this.storedCapacity = (int) capacity;
    this.stored = NativeMemory.byteBuffer(storedAddress, storedCapacity);
  }

  /** Offset in the file of the page that {@link #next} returned, for messages. */
  long offset() {
    PageHeaders.Header page = header;
    return page == null ? at : at - page.headerBytes() - page.compressedBytes();
  }

  long bytesRead() {
    return bytesRead;
  }

  FileSite site() {
    return site;
  }

  /** Reads the header of the next dictionary or data page; null at the end. */
  PageHeaders.@Nullable Header next() {
    header = null;
    while (at < end) {
      PageHeaders.Header page = readHeader();
      if (page.compressedBytes() > end - at - page.headerBytes()) {
        throw site.corrupt("page exceeds its column chunk: bytes=" + page.compressedBytes(), at);
      }
      at += page.headerBytes() + (long) page.compressedBytes();
      if (page.kind() != PageHeaders.Kind.OTHER) {
        header = page;
        return page;
      }
    }
    return null;
  }

  private PageHeaders.Header readHeader() {
    boolean direct = compression == Compression.UNCOMPRESSED;
    int want = direct ? HEADER_GUESS_BYTES : predictedBytes;
    while (true) {
      int size = (int) Math.min(Math.min(want, storedCapacity), end - at);
      readStored(0, size);
      PageHeaders.Header page = parse(size);
      if (page != null) {
        predictedBytes = page.headerBytes() + page.compressedBytes() + HEADER_GUESS_BYTES;
        return page;
      }
      if (size == storedCapacity || size == end - at) {
        throw site.corrupt("page header is malformed", at);
      }
      want = size * 16;
    }
  }

  private PageHeaders.@Nullable Header parse(int size) {
    try {
      int few = Math.min(size, headerBytes.length);
      NativeMemory.copyToArray(storedAddress, headerBytes, 0, few);
      PageHeaders.Header page = PageHeaders.parse(headerBytes, few);
      if (page == null && size > few) {
        byte[] many = new byte[Math.min(size, PageHeaders.MAX_HEADER_BYTES)];
        NativeMemory.copyToArray(storedAddress, many, 0, many.length);
        page = PageHeaders.parse(many, many.length);
      }
      return page;
    } catch (IllegalArgumentException e) {
      throw site.corrupt(String.valueOf(e.getMessage()), at, e);
    }
  }

  private void readStored(int from, int size) {
    stored.limit(from + size).position(from);
    readFully(stored, at + from);
    storedSize = from + size;
  }

  private void readFully(ByteBuffer target, long position) {
    long from = position;
    try {
      while (target.hasRemaining()) {
        int read = channel.read(target, from);
        if (read < 0) {
          throw new EOFException("file became shorter");
        }
        from += read;
        bytesRead += read;
      }
    } catch (IOException e) {
      throw site.failed("reading", e);
    }
  }

  /** Writes the content of the current page, decompressed, to {@code target}. */
  void decompress(PageHeaders.Header page, long target, long capacity) {
    int size = page.uncompressedBytes();
    if (size > capacity) {
      throw site.corrupt(
          "page is larger than the pages before it announced: bytes=" + size, offset());
    }
    if (compression == Compression.UNCOMPRESSED) {
      if (page.compressedBytes() != size) {
        throw site.corrupt("uncompressed page has two sizes: bytes=" + size, offset());
      }
      readFully(NativeMemory.byteBuffer(target, size), offset() + page.headerBytes());
      return;
    }
    int total = page.headerBytes() + page.compressedBytes();
    if (total > storedCapacity) {
      throw site.corrupt(
          "page is larger than the pages before it announced: bytes=" + total, offset());
    }
    if (storedSize < total) {
      int from = storedSize;
      stored.limit(total).position(from);
      readFully(stored, offset() + from);
      storedSize = total;
    }
    decompressStored(page, target);
  }

  private void decompressStored(PageHeaders.Header page, long target) {
    // levels of version 2 pages are not compressed
    int levels = Math.max(0, page.levelBytes());
    long body = storedAddress + page.headerBytes();
    int size = page.uncompressedBytes() - levels;
    if (size < 0) {
      throw site.corrupt("page is smaller than its levels", offset());
    }
    NativeMemory.copy(body, target, levels);
    Compression codec = page.compressed() ? compression : Compression.UNCOMPRESSED;
    if (size == 0) {
      return;
    }
    try {
      codec.decompress(body + levels, page.compressedBytes() - levels, target + levels, size);
    } catch (IOException e) {
      throw site.corrupt("page cannot be decompressed (" + e.getMessage() + ")", offset(), e);
    }
  }
}
