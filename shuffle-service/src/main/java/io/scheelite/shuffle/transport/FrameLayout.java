package io.scheelite.shuffle.transport;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a frame looks on the line, big-endian:
 *
 * <pre>
 *   0        4         8         12            12+headBytes
 *   +--------+---------+---------+-------------+------------------------+
 *   | head   | body    | head    | head        | body                   |
 *   | bytes  | bytes   | CRC-32C | (≥ 1 byte)  | (may be empty)         |
 *   +--------+---------+---------+-------------+------------------------+
 * </pre>
 *
 * The checksum covers the two lengths and the head. The body carries checksums of its own, if any.
 */
final class FrameLayout {
  static final int HEAD_BYTES_OFFSET = 0;
  static final int BODY_BYTES_OFFSET = 4;
  static final int CHECKSUM_OFFSET = 8;
  static final int HEADER_BYTES = 12;

  private FrameLayout() {}

  /** The header of a frame with this head. */
  static ByteBuffer header(byte[] head, int bodyBytes) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(HEAD_BYTES_OFFSET, head.length);
    header.putInt(BODY_BYTES_OFFSET, bodyBytes);
    header.putInt(CHECKSUM_OFFSET, checksum(header, ByteBuffer.wrap(head)));
    return header;
  }

  /** Of the lengths in a header and of a head. Moves no position. */
  static int checksum(ByteBuffer header, ByteBuffer head) {
    CRC32C checksum = new CRC32C();
    checksum.update(header.duplicate().position(0).limit(CHECKSUM_OFFSET));
    checksum.update(head.duplicate());
    return (int) checksum.getValue();
  }
}
