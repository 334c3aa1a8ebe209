package io.scheelite.memory.counters;

import org.agrona.concurrent.status.CountersReader;

/**
 * Layout of a counters file: a header of ours, then the two buffers of Agrona's {@code
 * CountersManager}. All numbers are little-endian.
 *
 * <pre>
 *   0  magic            8   "SCHEECNT"; written last, so that an unfinished file is none
 *   8  version          4
 *  12  counters         4   how many fit
 *  16  pid              8
 *  24  start            8   of the process, milliseconds since 1970; 0 = unknown
 *  32  created          8   the file, milliseconds since 1970
 *  40  command length   4   bytes
 *  44  command          …   UTF-8, cut at the end of the header
 * 1024  metadata        512 bytes a counter: state, type, key, label
 *    …  values          128 bytes a counter: value, registration, owner
 * </pre>
 *
 * <p>The type of a counter is the ordinal of its {@link EngineCounter}; pools have two counters of
 * the types below, with the pool's number as registration id, the number of the pool above as owner
 * id, and the limit as key.
 */
final class CountersLayout {
  static final long MAGIC = 0x544E_4345_4548_4353L; // "SCHEECNT" as little-endian bytes
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int CAPACITY_OFFSET = 12;
  static final int PID_OFFSET = 16;
  static final int START_OFFSET = 24;
  static final int CREATED_OFFSET = 32;
  static final int COMMAND_LENGTH_OFFSET = 40;
  static final int COMMAND_OFFSET = 44;
  static final int HEADER_BYTES = 1024;
  static final int MAX_COMMAND_BYTES = HEADER_BYTES - COMMAND_OFFSET;

  /** Types of the counters of pools; those below are ordinals. */
  static final int POOL_CURRENT_TYPE = 1000;

  static final int POOL_PEAK_TYPE = 1001;

  /** Pools shown at once; further ones are not. */
  static final int MAX_POOLS = 224;

  /** Room for the engine's own counters, with some to spare, and for pools. */
  static final int CAPACITY = 96 + 2 * MAX_POOLS;

  /** No file is larger; one that says so is damaged. */
  static final int MAX_CAPACITY = 1 << 13;

  private CountersLayout() {}

  static int metadataBytes(int capacity) {
    return capacity * CountersReader.METADATA_LENGTH;
  }

  static int valuesOffset(int capacity) {
    return HEADER_BYTES + metadataBytes(capacity);
  }

  static int fileBytes(int capacity) {
    return valuesOffset(capacity) + capacity * CountersReader.COUNTER_LENGTH;
  }
}
