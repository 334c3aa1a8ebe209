package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.ScratchAllocator;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A few strings that come in dictionaries. Dictionaries differ between batches; codes are
 * translated by a table that is computed once for each dictionary.
 */
final class StringDomain extends KeyDomain {
  private static final int MAX_VALUES = 255;

  /** The numbered strings are on the heap: of longer ones there would be too much. */
  private static final int MAX_VALUE_BYTES = 256;

  private final int column;
  private final long translation;
  private final Map<String, Integer> numbers = new HashMap<>();
  private @Nullable ColumnVector translated;
  private int size = 4;

  StringDomain(int column, ScratchAllocator scratch) {
    this.column = column;
    this.translation = scratch.allocate(scratchBytes());
  }

  static long scratchBytes() {
    return 4L * MAX_VALUES;
  }

  @Override
  boolean cover(List<ColumnVector> columns, int numRows, int maxSize) {
    ColumnVector key = columns.get(column);
    boolean known =
        switch (key.encoding()) {
          case FLAT -> false;
          case CONSTANT -> translate(key, key.valuesAddress(), 1);
          case DICTIONARY -> {
            ColumnVector dictionary = key.dictionary();
            yield dictionary == translated
                || translate(dictionary, dictionary.valuesAddress(), dictionary.numRows());
          }
        };
    return known && size <= maxSize;
  }

  private boolean translate(ColumnVector values, long views, int numValues) {
    if (numValues > MAX_VALUES) {
      return false;
    }
    translated = null;
    for (int i = 0; i < numValues; i++) {
      long view = views + 16L * i;
      if (StringView.length(view) > MAX_VALUE_BYTES) {
        return false;
      }
      NativeMemory.putInt(translation + 4L * i, number(view));
    }
    while (size <= numbers.size()) {
      size *= 2;
    }
    translated = values;
    return numbers.size() <= MAX_VALUES;
  }

  private int number(long view) {
    byte[] bytes = new byte[StringView.length(view)];
    NativeMemory.copyToArray(StringView.bytesAddress(view), bytes, 0, bytes.length);
    // one character per byte: equal keys are equal bytes
    String key = new String(bytes, StandardCharsets.ISO_8859_1);
    return numbers.computeIfAbsent(key, absent -> numbers.size() + 1);
  }

  @Override
  int size() {
    return size;
  }

  @Override
  void addCodes(List<ColumnVector> columns, int numRows, int stride, long codes) {
    ColumnVector key = columns.get(column);
    int first = NativeMemory.getInt(translation) * stride;
    switch (key.encoding()) {
      case FLAT -> throw new IllegalStateException("flat strings have no numbers");
      case CONSTANT -> {
        for (int i = 0; i < numRows; i++) {
          long code = codes + 4L * i;
          NativeMemory.putInt(code, NativeMemory.getInt(code) + first);
        }
      }
      case DICTIONARY -> {
        long ownCodes = key.valuesAddress();
        for (int i = 0; i < numRows; i++) {
          int number =
              NativeMemory.getInt(translation + 4L * NativeMemory.getInt(ownCodes + 4L * i));
          long code = codes + 4L * i;
          NativeMemory.putInt(code, NativeMemory.getInt(code) + number * stride);
        }
      }
    }
    if (key.mayHaveNulls()) {
      IntegerDomain.takeBack(key.validityAddress(), numRows, first, codes);
    }
  }
}
