package io.scheelite.formats.arrow;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;

/**
 * Compresses the buffers that Arrow's writers write, in memory of their allocator. A buffer that
 * does not get smaller is written as it is. Used by one thread.
 *
 * <pre>
 * buffer := long size, or -1 if what follows is plain, bytes
 * </pre>
 */
final class BufferCompressor implements CompressionCodec, CompressionCodec.Factory {
  private static final long PLAIN = -1;

  private final ArrowCompression codec;
  private final MemoryConsumer consumer;
  private final List<ArrowBuf> made = new ArrayList<>();

  /**
   * Compresses as the codec does.
   *
   * @param consumer where memory is booked that the codec takes from the system
   */
  BufferCompressor(ArrowCompression codec, MemoryConsumer consumer) {
    this.codec = codec;
    this.consumer = consumer;
  }

  /** The next record batch is made: what was made before belongs to others. */
  void begin() {
    made.clear();
  }

  @Override
  public ArrowBuf compress(BufferAllocator allocator, ArrowBuf plain) {
    boolean done = false;
    try (plain) {
      ArrowBuf result = compressed(allocator, plain);
      made.add(result);
      done = true;
      return result;
    } finally {
      if (!done) {
        // Arrow forgets the buffers of a record batch that it cannot complete
        made.forEach(ArrowBuf::close);
        made.clear();
      }
    }
  }

  private ArrowBuf compressed(BufferAllocator allocator, ArrowBuf plain) {
    int size = Math.toIntExact(plain.writerIndex());
    if (size == 0) {
      return allocator.getEmpty();
    }
    long room = Math.max(size, codec.maxCompressedSize(size));
    ArrowBuf result = allocator.buffer(Long.BYTES + room);
    boolean done = false;
    try {
      long target = result.memoryAddress() + Long.BYTES;
      int stored = compress(plain.memoryAddress(), size, target);
      boolean smaller = stored < size;
      if (!smaller) {
        NativeMemory.copy(plain.memoryAddress(), target, size);
      }
      NativeMemory.putLong(result.memoryAddress(), smaller ? size : PLAIN);
      result.writerIndex(Long.BYTES + (long) (smaller ? stored : size));
      done = true;
      return result;
    } finally {
      if (!done) {
        result.close();
      }
    }
  }

  private int compress(long source, int size, long target) {
    long workspace = codec.compressWorkspaceBytes();
    consumer.reserveNow(workspace);
    consumer.use(workspace);
    try {
      return codec.compress(source, size, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      consumer.unuse(workspace);
      consumer.releaseUnused();
    }
  }

  @Override
  public ArrowBuf decompress(BufferAllocator allocator, ArrowBuf compressed) {
    throw new UnsupportedOperationException("buffers are only written");
  }

  @Override
  public CompressionUtil.CodecType getCodecType() {
    return switch (codec) {
      case NONE -> CompressionUtil.CodecType.NO_COMPRESSION;
      case LZ4_FRAME -> CompressionUtil.CodecType.LZ4_FRAME;
      case ZSTD -> CompressionUtil.CodecType.ZSTD;
    };
  }

  @Override
  public CompressionCodec createCodec(CompressionUtil.CodecType type) {
    return this;
  }

  @Override
  public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
    return this;
  }
}
