package io.scheelite.formats.arrow;

import io.scheelite.formats.input.BookedReadAhead;
import io.scheelite.formats.input.ReadPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which bytes of a far file some record batches need: the buffers of the columns that are asked
 * for, and the dictionaries that these refer to. Used by one thread.
 */
final class BuffersAhead {
  /** Most that a window of rows asks for at once. */
  private static final long WINDOW_BYTES = 64 << 10;

  /** Of a compressed buffer, which is asked for as a whole, so much is surely waited for ahead. */
  private static final long COMPRESSED_BYTES = 256 << 10;

  private final ArrowFile file;
  private final List<ReadPlan.Range> ranges = new ArrayList<>();
  private final Set<Long> dictionaries = new HashSet<>();

  private BuffersAhead(ArrowFile file) {
    this.file = file;
  }

  /** Their ranges, in the order of the file, without overlaps. */
  static List<ReadPlan.Range> ranges(
      ArrowFile file, List<RecordBlock> blocks, List<Integer> columns) {
    BuffersAhead ahead = new BuffersAhead(file);
    for (RecordBlock block : blocks) {
      for (int column : columns) {
        ahead.add(block, file.columns().get(column), true);
      }
    }
    return disjoint(ahead.ranges);
  }

  /** Memory that a reader of them has in its floor. */
  static long leastBytes(ArrowFile file, List<RecordBlock> blocks, List<Integer> columns) {
    return BookedReadAhead.leastBytes(ranges(file, blocks, columns));
  }

  /** Bytes of a record batch without dictionaries. */
  static long wantedBytes(ArrowFile file, RecordBlock block, List<Integer> columns) {
    BuffersAhead ahead = new BuffersAhead(file);
    columns.forEach(column -> ahead.add(block, file.columns().get(column), false));
    return disjoint(ahead.ranges).stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  private void add(RecordBlock block, ArrowNode field, boolean withDictionaries) {
    BatchPlaces places = block.places();
    if (places == null) {
      add(block.metadataOffset(), block.end(), WINDOW_BYTES); // whoever reads it finds out
    } else {
      boolean plain = places.codec() == ArrowCompression.NONE;
      int first = places.firstBuffer(field.slot());
      for (int i = first; i < first + places.numBuffers(field.slot()); i++) {
        long start = block.bodyOffset() + places.offset(i);
        add(start, start + places.storedBytes(i), plain ? WINDOW_BYTES : COMPRESSED_BYTES);
      }
    }
    field.children().forEach(child -> add(block, child, withDictionaries));
    if (withDictionaries && field instanceof ArrowNode.Coded coded) {
      addDictionary(coded.dictionary(), file.isStream() ? block.metadataOffset() : Long.MAX_VALUE);
    }
  }

  private void addDictionary(ArrowDictionary dictionary, long before) {
    List<RecordBlock> batches = dictionary.before(before);
    for (RecordBlock batch : batches == null ? List.<RecordBlock>of() : batches) {
      if (dictionaries.add(batch.metadataOffset())) {
        add(batch, dictionary.values(), true);
      }
    }
  }

  private void add(long start, long end, long readBytes) {
    if (end > start) {
      ranges.add(new ReadPlan.Range(start, end, Math.min(readBytes, end - start), true));
    }
  }

  /** Buffers may share bytes, of files that lie at least. */
  private static List<ReadPlan.Range> disjoint(List<ReadPlan.Range> ranges) {
    List<ReadPlan.Range> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingLong(ReadPlan.Range::start));
    List<ReadPlan.Range> disjoint = new ArrayList<>();
    for (ReadPlan.Range range : sorted) {
      ReadPlan.Range before = disjoint.isEmpty() ? null : disjoint.getLast();
      if (before == null || range.start() >= before.end()) {
        disjoint.add(range);
      } else {
        long end = Math.max(before.end(), range.end());
        long readBytes = Math.max(before.readBytes(), range.readBytes());
        disjoint.set(disjoint.size() - 1, new ReadPlan.Range(before.start(), end, readBytes, true));
      }
    }
    return disjoint;
  }
}
