package io.scheelite.formats.parquet.metadata;

import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;

/** Reads page headers. */
public final class PageHeaders {
  /** Largest header; they may hold two values of statistics. */
  public static final int MAX_HEADER_BYTES = 1 << 20;

  /** What a page holds. */
  public enum Kind {
    /** The dictionary of the column chunk. */
    DICTIONARY,
    /** Values, first version: levels are compressed with them. */
    DATA_V1,
    /** Values, second version: levels lie uncompressed before them. */
    DATA_V2,
    /** Something to be skipped. */
    OTHER
  }

  /**
   * A page header. Sizes are not negative; nothing else is promised.
   *
   * @param kind what the page holds
   * @param headerBytes bytes of the header itself
   * @param compressedBytes bytes that follow it in the file
   * @param uncompressedBytes bytes of the page when decompressed, levels included
   * @param numValues values, nulls included
   * @param encoding of the values
   * @param levelBytes bytes of repetition and definition levels; version 2 only
   * @param repetitionBytes those of repetition levels, which come first; version 2 only
   * @param compressed whether the values are compressed; version 2 only
   * @param packed which levels have the encoding BIT_PACKED; version 1 only
   */
  public record Header(
      Kind kind,
      int headerBytes,
      int compressedBytes,
      int uncompressedBytes,
      int numValues,
      Encoding encoding,
      int levelBytes,
      int repetitionBytes,
      boolean compressed,
      Packed packed) {}

  /** Which levels have the encoding BIT_PACKED of old writers. */
  public record Packed(boolean repetitions, boolean definitions) {
    private static final Packed NONE = new Packed(false, false);
  }

  private PageHeaders() {}

  /**
   * Parses the header at the start of {@code bytes}.
   *
   * @return null if it does not end before {@code limit}
   * @throws IllegalArgumentException if it is no page header
   */
  public static @Nullable Header parse(byte[] bytes, int limit) {
    ByteArrayTransport transport = new ByteArrayTransport(bytes, limit);
    org.apache.parquet.format.PageHeader header = new org.apache.parquet.format.PageHeader();
    try {
      header.read(new TCompactProtocol(transport, limit, limit));
    } catch (TException | RuntimeException e) {
      if (transport.getBytesRemainingInBuffer() < 64 || limit < MAX_HEADER_BYTES) {
        return null;
      }
      throw new IllegalArgumentException("page header is malformed (" + e.getMessage() + ")", e);
    }
    if (header.getCompressed_page_size() < 0 || header.getUncompressed_page_size() < 0) {
      throw new IllegalArgumentException("page has a negative size");
    }
    return translate(header, transport.getBufferPosition());
  }

  private static Header translate(org.apache.parquet.format.PageHeader header, int headerBytes) {
    Kind kind = Kind.OTHER;
    int numValues = 0;
    Encoding encoding = Encoding.PLAIN;
    int levels = 0;
    int repetition = 0;
    boolean compressed = true;
    Packed packed = Packed.NONE;
    if (header.getType() == null) {
      throw new IllegalArgumentException("page has no type");
    }
    switch (header.getType()) {
      case DATA_PAGE -> {
        DataPageHeader data = present(header.getData_page_header());
        kind = Kind.DATA_V1;
        numValues = data.getNum_values();
        encoding = present(data.getEncoding());
        packed =
            new Packed(
                data.getRepetition_level_encoding() == Encoding.BIT_PACKED,
                data.getDefinition_level_encoding() == Encoding.BIT_PACKED);
      }
      case DATA_PAGE_V2 -> {
        DataPageHeaderV2 data = present(header.getData_page_header_v2());
        kind = Kind.DATA_V2;
        numValues = data.getNum_values();
        encoding = present(data.getEncoding());
        repetition = data.getRepetition_levels_byte_length();
        long both = (long) data.getDefinition_levels_byte_length() + repetition;
        levels = (int) Math.min(both, Integer.MAX_VALUE);
        compressed = data.isIs_compressed();
        if (repetition < 0 || data.getDefinition_levels_byte_length() < 0) {
          throw new IllegalArgumentException("page has impossible levels");
        }
      }
      case DICTIONARY_PAGE -> {
        DictionaryPageHeader dictionary = present(header.getDictionary_page_header());
        kind = Kind.DICTIONARY;
        numValues = dictionary.getNum_values();
        encoding = present(dictionary.getEncoding());
      }
      case INDEX_PAGE -> {}
    }
    if (numValues < 0 || levels > header.getCompressed_page_size()) {
      throw new IllegalArgumentException("page has impossible counts: values=" + numValues);
    }
    return new Header(
        kind,
        headerBytes,
        header.getCompressed_page_size(),
        header.getUncompressed_page_size(),
        numValues,
        encoding,
        levels,
        repetition,
        compressed,
        packed);
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("page header lacks a part");
    }
    return value;
  }
}
