package io.scheelite.formats.parquet.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The largest page sizes per column, as our writer states them in the footer so that readers need
 * not look for them.
 *
 * <pre>
 * value  := column (";" column)*
 * column := stored "," data "," dictionary "," dictionary values     (bytes, bytes, bytes, count)
 * </pre>
 *
 * @param columns one per column of the file
 */
public record PageSizes(List<ChunkPages> columns) {
  /** Key in the footer's key-value metadata. */
  public static final String KEY = "scheelite.page-sizes";

  /** Copies the list. */
  public PageSizes {
    columns = List.copyOf(columns);
  }

  /** The sizes of one column. */
  public ChunkPages column(int index) {
    return columns.get(index);
  }

  /** Of two files of the same columns, the larger sizes. */
  public PageSizes max(PageSizes other) {
    return new PageSizes(
        IntStream.range(0, columns.size()).mapToObj(i -> column(i).max(other.column(i))).toList());
  }

  /** The text that goes into the footer. */
  public String format() {
    StringBuilder text = new StringBuilder();
    for (ChunkPages column : columns) {
      text.append(text.isEmpty() ? "" : ";")
          .append(column.storedBytes())
          .append(',')
          .append(column.dataBytes())
          .append(',')
          .append(column.dictionaryBytes())
          .append(',')
          .append(column.dictionaryValues());
    }
    return text.toString();
  }

  /** Parses the text; null if it does not fit a file of so many columns. */
  static @Nullable PageSizes parse(String text, int numColumns) {
    String[] parts = text.split(";", -1);
    if (parts.length != numColumns) {
      return null;
    }
    List<ChunkPages> columns = new ArrayList<>();
    for (String part : parts) {
      int[] numbers = numbers(part.split(",", -1));
      if (numbers.length != 4) {
        return null;
      }
      columns.add(new ChunkPages(numbers[0], numbers[1], numbers[2], numbers[3], false, 0));
    }
    return new PageSizes(columns);
  }

  private static int[] numbers(String[] texts) {
    int[] numbers = new int[texts.length];
    for (int i = 0; i < texts.length; i++) {
      try {
        numbers[i] = Integer.parseUnsignedInt(texts[i]);
      } catch (NumberFormatException e) {
        return new int[0];
      }
      if (numbers[i] < 0) {
        return new int[0];
      }
    }
    return numbers;
  }
}
