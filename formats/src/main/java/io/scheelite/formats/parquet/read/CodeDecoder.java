package io.scheelite.formats.parquet.read;

import io.scheelite.formats.parquet.encoding.CodeTable;
import io.scheelite.formats.parquet.encoding.HybridDecoder;
import io.scheelite.formats.parquet.encoding.MalformedPageException;
import io.scheelite.memory.NativeMemory;
import org.jspecify.annotations.Nullable;

/** Decodes the dictionary codes of a data page and checks each against the dictionary. */
final class CodeDecoder {
  private final HybridDecoder hybrid = new HybridDecoder();
  private @Nullable CodeTable dictionary;

  void dictionary(CodeTable table) {
    dictionary = table;
  }

  /** Begins with the codes of a page: a byte with their width, then the codes. */
  void reset(long address, long limit) {
    table();
    // a page of nulls alone may lack even the width
    int width = address < limit ? NativeMemory.getByte(address) & 0xFF : 0;
    hybrid.reset(Math.min(address + 1, limit), limit, width);
  }

  private CodeTable table() {
    CodeTable table = dictionary;
    if (table == null) {
      throw new MalformedPageException("page refers to a dictionary that is missing");
    }
    return table;
  }

  /** Writes the next codes, 32 bits each. */
  void decode(int count, long target) {
    int size = table().size();
    if (!hybrid.decode(count, size, target)) {
      throw tooLarge(size);
    }
  }

  /**
   * Writes the values of the next codes; up to seven bytes behind them are overwritten.
   *
   * @param codes room for the codes
   */
  void gather(int count, long codes, long target) {
    CodeTable table = table();
    if (!table.isNarrow()) {
      decode(count, codes);
      Gathering.gather(table.values(), codes, table.widthBytes(), count, target);
    } else if (!hybrid.gather(count, table, target)) {
      throw tooLarge(table.size());
    }
  }

  /** Leaves out the next codes. */
  void skip(int count) {
    if (table().size() > 0) { // else there are none
      hybrid.skip(count);
    }
  }

  private static MalformedPageException tooLarge(int size) {
    return new MalformedPageException("code exceeds the dictionary: dictionaryValues=" + size);
  }
}
