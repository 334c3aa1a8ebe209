package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.encoding.HybridDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.memory.NativeMemory;

/** Decodes the dictionary codes of a data page and checks each against the dictionary. */
final class CodeDecoder {
  private final HybridDecoder hybrid = new HybridDecoder();
  private int dictionarySize = -1;

  void dictionary(int numValues) {
    dictionarySize = numValues;
  }

  /** Begins with the codes of a page: a byte with their width, then the codes. */
  void reset(long address, long limit) {
    if (dictionarySize < 0) {
      throw new MalformedPageException("page refers to a dictionary that is missing");
    }
    // a page of nulls alone may lack even the width
    int width = address < limit ? NativeMemory.getByte(address) & 0xFF : 0;
    hybrid.reset(Math.min(address + 1, limit), limit, width);
  }

  void decode(int count, long target) {
    if (count > 0 && hybrid.decode(count, target) >= dictionarySize) {
      throw new MalformedPageException(
          "code exceeds the dictionary: dictionaryValues=" + dictionarySize);
    }
  }
}
