package io.scheelite.formats.parquet.metadata;

import io.scheelite.formats.FileSite;
import io.scheelite.formats.input.InputReader;
import org.jspecify.annotations.Nullable;

/** Reads the headers of all pages of a column chunk, hopping over their content. */
final class PageWalk {
  private static final int FIRST_READ_BYTES = 256;

  /** Takes as long as a few bytes from where a round trip does. */
  private static final int REMOTE_READ_BYTES = 16 << 10;

  private PageWalk() {}

  static ChunkPages walk(InputReader file, FileSite site, ColumnChunk chunk) {
    int first = file.ahead() == null ? FIRST_READ_BYTES : REMOTE_READ_BYTES;
    try {
      ChunkPages pages = ChunkPages.NONE;
      long at = chunk.offset();
      long end = at + chunk.sizeBytes();
      while (at < end) {
        PageHeaders.Header header = read(site, file, at, end, first);
        pages = pages.with(header);
        at += header.headerBytes() + (long) header.compressedBytes();
        if (at > end) {
          throw site.corrupt("page exceeds its column chunk", at);
        }
      }
      return pages;
    } catch (ArithmeticException e) {
      throw site.corrupt("page has an impossible size", chunk.offset(), e);
    }
  }

  private static PageHeaders.Header read(
      FileSite site, InputReader file, long at, long end, int first) {
    for (long size = first; ; size *= 16) {
      int want = (int) Math.min(Math.min(size, end - at), PageHeaders.MAX_HEADER_BYTES);
      byte[] bytes = file.read(site, at, want);
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
