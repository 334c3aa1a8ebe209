package io.scheelite.shuffle.journal;

import static io.scheelite.shuffle.journal.JournalLayout.HEADER_BYTES;
import static io.scheelite.shuffle.journal.JournalLayout.HEADER_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.journal.JournalLayout.RECORD_CHECKSUM_OFFSET;
import static io.scheelite.shuffle.journal.JournalLayout.RECORD_HEADER_BYTES;
import static io.scheelite.shuffle.journal.JournalLayout.SIZE_MARK;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.memory.HeapTransfer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.MappedBytes;

/**
 * A journal file that is mapped, and its end. What was appended survives the death of this process
 * at once; that of the machine, as far as the system had written it. Its size never changes, and
 * its blocks were allocated when it was made: a full disk cannot strike when memory is written. Not
 * thread-safe.
 */
final class JournalFile implements AutoCloseable {
  private final MappedBytes bytes;
  private final long number;
  private final int sizeBytes;
  private int end;

  private JournalFile(MappedBytes bytes, long number, int sizeBytes, int end) {
    this.bytes = bytes;
    this.number = number;
    this.sizeBytes = sizeBytes;
    this.end = end;
  }

  /** Maps a file that was found sound. */
  static JournalFile map(Path path, JournalScan found) throws IOException {
    return map(path, found.number(), found.sizeBytes(), found.end());
  }

  private static JournalFile map(Path path, long number, int sizeBytes, int end)
      throws IOException {
    return new JournalFile(ChronicleSetup.map(path.toFile(), sizeBytes), number, sizeBytes, end);
  }

  /** Makes an empty file of this size, with all its blocks; an old one of this name is gone. */
  static JournalFile create(Path path, long number, int sizeBytes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(sizeBytes).order(ByteOrder.nativeOrder());
    content.putLong(JournalLayout.MAGIC_OFFSET, JournalLayout.MAGIC);
    content.putInt(JournalLayout.VERSION_OFFSET, JournalLayout.VERSION);
    content.putLong(JournalLayout.NUMBER_OFFSET, number);
    content.putLong(
        HEADER_CHECKSUM_OFFSET, BlockChecksum.hash(content.array(), 0, HEADER_CHECKSUM_OFFSET, 0));
    try (FileChannel out =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      HeapTransfer.writeFully(out, content);
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    return map(path, number, sizeBytes, HEADER_BYTES);
  }

  long number() {
    return number;
  }

  /** Bytes in use. */
  int end() {
    return end;
  }

  /**
   * Appends a record, unless it does not fit: returns false then. Its first word is written last,
   * so that who is killed in between leaves an end behind, or at worst damage that is noticed.
   */
  boolean append(JournalRecord record) {
    byte[] content = record.content();
    int size = JournalLayout.recordBytes(content.length);
    if (size > sizeBytes - end) {
      return false;
    }
    ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_BYTES).order(ByteOrder.nativeOrder());
    header.putInt(JournalLayout.RECORD_SIZE_OFFSET, SIZE_MARK + content.length);
    header.putInt(JournalLayout.RECORD_KIND_OFFSET, record.kind());
    long seed = BlockChecksum.hash(header.array(), 0, RECORD_CHECKSUM_OFFSET, number + end);
    bytes.write(end + RECORD_HEADER_BYTES, content);
    bytes.writeLong(
        end + RECORD_CHECKSUM_OFFSET, BlockChecksum.hash(content, 0, content.length, seed));
    bytes.writeInt(end + JournalLayout.RECORD_KIND_OFFSET, record.kind());
    bytes.writeOrderedInt(end + JournalLayout.RECORD_SIZE_OFFSET, SIZE_MARK + content.length);
    end += size;
    return true;
  }

  @Override
  public void close() {
    bytes.releaseLast();
  }
}
