package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/** Reads the headers of all pages of a column chunk, hopping over their content. */
final class PageWalk {
  private static final int FIRST_READ_BYTES = 256;

  private PageWalk() {}

  static ChunkPages walk(FileSite site, ColumnChunk chunk) {
    try (RandomAccessFile file = new RandomAccessFile(site.file().toFile(), "r")) {
      ChunkPages pages = ChunkPages.NONE;
      long at = chunk.offset();
      long end = at + chunk.sizeBytes();
      while (at < end) {
        PageHeaders.Header header = read(site, file, at, end);
        pages = pages.with(header);
        at += header.headerBytes() + (long) header.compressedBytes();
        if (at > end) {
          throw site.corrupt("page exceeds its column chunk", at);
        }
      }
      return pages;
    } catch (IOException e) {
      throw site.failed("reading", e);
    } catch (ArithmeticException e) {
      throw site.corrupt("page has an impossible size", chunk.offset(), e);
    }
  }

  private static PageHeaders.Header read(FileSite site, RandomAccessFile file, long at, long end)
      throws IOException {
    for (long size = FIRST_READ_BYTES; ; size *= 16) {
      int want = (int) Math.min(Math.min(size, end - at), PageHeaders.MAX_HEADER_BYTES);
      byte[] bytes = new byte[want];
      file.seek(at);
      file.readFully(bytes);
      PageHeaders.@Nullable Header header;
      try {
        header = PageHeaders.parse(bytes, want);
      } catch (IllegalArgumentException e) {
        throw site.corrupt(String.valueOf(e.getMessage()), at, e);
      }
      if (header != null) {
        return header;
      }
      if (want == end - at || want == PageHeaders.MAX_HEADER_BYTES) {
        throw site.corrupt("page header is malformed", at);
      }
    }
  }
}
