package io.scheelite.formats.arrow;

import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * LZ4's frames (lz4_Frame_format.md 1.6), of native memory. Blocks may refer to those before them,
 * as other writers' do; checksums are verified where a frame has them.
 *
 * <pre>
 * frame := int magic, flags (1), block size (1), [long size], [int dictionary], header checksum (1),
 *          block*, int 0, [int checksum of the content]
 * block := int size, of which the highest bit says that it is stored plain, bytes, [int checksum]
 * </pre>
 */
final class Lz4Frame {
  private static final int MAGIC = 0x184D2204;
  private static final int VERSION = 0b0100_0000;
  private static final int VERSION_MASK = 0b1100_0000;
  private static final int INDEPENDENT = 0b0010_0000;
  private static final int BLOCK_CHECKSUM = 0b0001_0000;
  private static final int CONTENT_SIZE = 0b0000_1000;
  private static final int CONTENT_CHECKSUM = 0b0000_0100;
  private static final int DICTIONARY = 0b0000_0001;
  private static final int PLAIN_BLOCK = 0x8000_0000;

  private static final int OUR_BLOCK_BYTES = 4 << 20;
  private static final int OUR_BLOCK_SIZE = 7 << 4;
  private static final int OUR_HEADER_BYTES = 7;

  private final long limit;
  private final long target;
  private final long targetLimit;
  private long at;
  private long written;

  private Lz4Frame(long source, int sourceSize, long target, int size) {
    this.limit = source + sourceSize;
    this.target = target;
    this.targetLimit = target + size;
    this.at = source;
    this.written = target;
  }

  /**
   * Decompresses a frame of exactly so many bytes.
   *
   * @throws IOException if it is malformed or holds another number of bytes
   */
  static void decompress(long source, int sourceSize, long target, int size) throws IOException {
    new Lz4Frame(source, sourceSize, target, size).run();
  }

  private void run() throws IOException {
    require(nextInt() == MAGIC, "magic number");
    int flags = header();
    for (int block = nextInt(); block != 0; block = nextInt()) {
      int stored = block & ~PLAIN_BLOCK;
      require(stored <= limit - at, "size of a block");
      if ((block & PLAIN_BLOCK) != 0) {
        require(stored <= targetLimit - written, "size of the content");
        NativeMemory.copy(at, written, stored);
        written += stored;
      } else {
        decompressBlock(at, at + stored);
      }
      long start = at;
      at += stored;
      require(
          (flags & BLOCK_CHECKSUM) == 0 || nextInt() == hash(start, stored), "checksum of a block");
    }
    require(written == targetLimit, "size of the content");
    require(
        (flags & CONTENT_CHECKSUM) == 0 || nextInt() == hash(target, written - target),
        "checksum of the content");
  }

  private int header() throws IOException {
    long start = at;
    require(limit - at >= 3, "header");
    int flags = Byte.toUnsignedInt(NativeMemory.getByte(at));
    require((flags & VERSION_MASK) == VERSION, "version");
    require((flags & DICTIONARY) == 0, "dictionary, which nobody has");
    at += 2;
    if ((flags & CONTENT_SIZE) != 0) {
      require(limit - at > Long.BYTES, "header");
      require(NativeMemory.getLong(at) == targetLimit - target, "size of the content");
      at += Long.BYTES;
    }
    int checksum = hash(start, at - start) >>> 8 & 0xFF;
    require(checksum == Byte.toUnsignedInt(NativeMemory.getByte(at++)), "checksum of the header");
    return flags;
  }

  private int nextInt() throws IOException {
    require(limit - at >= Integer.BYTES, "end in the middle");
    int value = NativeMemory.getInt(at);
    at += Integer.BYTES;
    return value;
  }

  private static int hash(long address, long bytes) {
    XXHash32 hash = XXHashFactory.fastestJavaInstance().hash32();
    return hash.hash(NativeMemory.byteBuffer(address, (int) bytes), 0, (int) bytes, 0);
  }

  private static void require(boolean holds, String what) throws IOException {
    if (!holds) {
      throw new IOException("lz4 frame is malformed: " + what);
    }
  }

  /**
   * Decompresses a block (lz4_Block_format.md): literals, then bytes of before, again and again.
   * The last of these has literals alone.
   */
  private void decompressBlock(long start, long end) throws IOException {
    long from = start;
    long to = written;
    while (from < end) {
      int token = Byte.toUnsignedInt(NativeMemory.getByte(from++));
      long literals = (long) token >>> 4;
      if (literals == 15) {
        int more;
        do {
          require(from < end, "length of literals");
          more = Byte.toUnsignedInt(NativeMemory.getByte(from++));
          literals += more;
        } while (more == 255);
      }
      require(literals <= end - from && literals <= targetLimit - to, "literals");
      NativeMemory.copy(from, to, literals);
      from += literals;
      to += literals;
      if (from == end) {
        break;
      }
      require(end - from >= Short.BYTES, "distance");
      int distance = Short.toUnsignedInt(NativeMemory.getShort(from));
      from += Short.BYTES;
      long length = (long) token & 15;
      if (length == 15) {
        int more;
        do {
          require(from < end, "length of a copy");
          more = Byte.toUnsignedInt(NativeMemory.getByte(from++));
          length += more;
        } while (more == 255);
      }
      length += 4;
      require(distance > 0 && distance <= to - target && length <= targetLimit - to, "copy");
      repeat(to, distance, length);
      to += length;
    }
    written = to;
  }

  /** Copies bytes from before, which may overlap what is written. */
  private static void repeat(long to, int distance, long length) {
    if (distance >= length) {
      NativeMemory.copy(to - distance, to, length);
      return;
    }
    long done = 0;
    if (distance >= Long.BYTES) {
      for (; done <= length - Long.BYTES; done += Long.BYTES) {
        NativeMemory.putLong(to + done, NativeMemory.getLong(to + done - distance));
      }
    }
    for (; done < length; done++) {
      NativeMemory.putByte(to + done, NativeMemory.getByte(to + done - distance));
    }
  }

  /** The most bytes that {@link #compress} writes. */
  static long maxCompressedSize(int size) {
    long blocks = size / OUR_BLOCK_BYTES + 1L;
    return OUR_HEADER_BYTES + blocks * Integer.BYTES + size + Integer.BYTES;
  }

  /** Writes a frame of independent blocks without checksums; returns its size. */
  static int compress(long source, int size, long target, int room) {
    LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
    ByteBuffer from = NativeMemory.byteBuffer(source, size);
    ByteBuffer to = NativeMemory.byteBuffer(target, room);
    NativeMemory.putInt(target, MAGIC);
    NativeMemory.putByte(target + 4, (byte) (VERSION | INDEPENDENT));
    NativeMemory.putByte(target + 5, (byte) OUR_BLOCK_SIZE);
    NativeMemory.putByte(target + 6, (byte) (hash(target + 4, 2) >>> 8));
    int end = OUR_HEADER_BYTES;
    for (int start = 0; start < size; start += OUR_BLOCK_BYTES) {
      int bytes = Math.min(OUR_BLOCK_BYTES, size - start);
      int stored = smaller(compressor, from, start, bytes, to, end + Integer.BYTES);
      NativeMemory.putInt(target + end, stored > 0 ? stored : bytes | PLAIN_BLOCK);
      if (stored == 0) {
        NativeMemory.copy(source + start, target + end + Integer.BYTES, bytes);
      }
      end += Integer.BYTES + (stored > 0 ? stored : bytes);
    }
    NativeMemory.putInt(target + end, 0);
    return end + Integer.BYTES;
  }

  /** Compresses a block; 0 if that takes no fewer bytes. */
  private static int smaller(
      LZ4Compressor compressor, ByteBuffer from, int start, int bytes, ByteBuffer to, int end) {
    try {
      return compressor.compress(from, start, bytes, to, end, bytes - 1);
    } catch (LZ4Exception e) {
      return 0; // does not fit
    }
  }
}
