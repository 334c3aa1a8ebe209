package io.scheelite.shuffle.journal;

import static io.scheelite.shuffle.journal.JournalLayout.HEADER_BYTES;
import static io.scheelite.shuffle.journal.JournalLayout.HEADER_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.journal.JournalLayout.MAX_CONTENT_BYTES;
import static io.scheelite.shuffle.journal.JournalLayout.RECORD_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.journal.JournalLayout.RECORD_HEADER_BYTES;
import static io.scheelite.shuffle.journal.JournalLayout.SIZE_MARK;

import io.scheelite.columnar.codec.BlockChecksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of the bytes of a journal, none of which is believed: all records up to the
 * first damage.
 *
 * @param number of the journal; 0 if its header is damaged
 * @param records the sound ones, in order
 * @param sizeBytes of the file
 * @param end where the next record would begin
 * @param damage what is wrong and where; null = nothing
 */
record JournalScan(
    long number, List<JournalRecord> records, int sizeBytes, int end, @Nullable String damage) {

  static JournalScan of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    if (bytes.length < HEADER_BYTES || !isHeader(bytes, buffer)) {
      return new JournalScan(0, List.of(), bytes.length, HEADER_BYTES, "header at offset 0");
    }
    long number = buffer.getLong(JournalLayout.NUMBER_OFFSET);
    List<JournalRecord> records = new ArrayList<>();
    int at = HEADER_BYTES;
    while (true) {
      int contentBytes = contentBytes(buffer, at);
      JournalRecord record = contentBytes < 0 ? null : record(bytes, at, contentBytes, number);
      if (record == null) {
        break;
      }
      records.add(record);
      at += JournalLayout.recordBytes(contentBytes);
    }
    boolean sound = isZero(bytes, at);
    return new JournalScan(
        number, records, bytes.length, at, sound ? null : "record at offset " + at);
  }

  private static boolean isHeader(byte[] bytes, ByteBuffer buffer) {
    return buffer.getLong(HEADER_CHECKSUM_OFFSET)
            == BlockChecksum.hash(bytes, 0, HEADER_CHECKSUM_OFFSET, 0)
        && buffer.getLong(JournalLayout.MAGIC_OFFSET) == JournalLayout.MAGIC
        && buffer.getInt(JournalLayout.VERSION_OFFSET) == JournalLayout.VERSION;
  }

  /** Content of the record that begins here; -1 if none can. */
  private static int contentBytes(ByteBuffer buffer, int at) {
    if (at > buffer.capacity() - RECORD_HEADER_BYTES) {
      return -1;
    }
    int size = buffer.getInt(at + JournalLayout.RECORD_SIZE_OFFSET) - SIZE_MARK;
    boolean fits =
        size > 0
            && size <= MAX_CONTENT_BYTES
            && size <= buffer.capacity() - at - RECORD_HEADER_BYTES;
    return fits ? size : -1;
  }

  private static @Nullable JournalRecord record(
      byte[] bytes, int at, int contentBytes, long number) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    long seed = BlockChecksum.hash(bytes, at, RECORD_CHECKSUM_OFFSET, number + at);
    int content = at + RECORD_HEADER_BYTES;
    if (buffer.getLong(at + RECORD_CHECKSUM_OFFSET)
        != BlockChecksum.hash(bytes, content, contentBytes, seed)) {
      return null;
    }
    return JournalRecord.of(
        buffer.getInt(at + JournalLayout.RECORD_KIND_OFFSET),
        buffer.slice(content, contentBytes).order(ByteOrder.nativeOrder()));
  }

  /** Whether nothing was ever written behind the last record. */
  private static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
