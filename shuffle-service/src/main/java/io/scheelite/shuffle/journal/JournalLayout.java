package io.scheelite.shuffle.journal;

/**
 * The bytes of a journal, in the machine's byte order: a file never leaves its machine.
 *
 * <pre>
 * journal    = header, record, record, …, zeros         records begin at multiples of 8
 *
 * header     0  magic           8     "SCHJRNAL"
 *            8  version         4
 *           12  zero            4
 *           16  number          8     one more than that of the journal it took the place of
 *           24  checksum        8     of the bytes before it, with seed 0
 * record     0  size            4     0x5C000000 + bytes of the content: no single flipped bit makes
 *                                     an end of it
 *            4  kind            4     1 = registered, 2 = removed
 *            8  checksum        8     of the bytes before it, with seed (number + offset of the record
 *                                     in the file), then of the content, with the former as seed
 *           16  content               strings: length 4, UTF-8
 * </pre>
 */
final class JournalLayout {
  static final long MAGIC = 0x4C414E524A484353L; // "SCHJRNAL" in little-endian order
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int ZERO_OFFSET = 12;
  static final int NUMBER_OFFSET = 16;
  static final int HEADER_CHECKSUM_OFFSET = 24;
  static final int HEADER_BYTES = 32;

  static final int RECORD_SIZE_OFFSET = 0;
  static final int RECORD_KIND_OFFSET = 4;
  static final int RECORD_CHECKSUM_OFFSET = 8;
  static final int RECORD_HEADER_BYTES = 16;

  /** Marks the word that holds a record's size. */
  static final int SIZE_MARK = 0x5C000000;

  /** Largest content of a record. */
  static final int MAX_CONTENT_BYTES = 4096;

  static final int KIND_REGISTERED = 1;
  static final int KIND_REMOVED = 2;

  private JournalLayout() {}

  /** Bytes that a record takes with its header, up to where the next one begins. */
  static int recordBytes(int contentBytes) {
    return (RECORD_HEADER_BYTES + contentBytes + Long.BYTES - 1) & -Long.BYTES;
  }
}
