package io.scheelite.formats.arrow;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/** What Arrow's writers and readers compress with: the streams of the libraries, on the heap. */
public class LibraryCodec extends AbstractCompressionCodec implements CompressionCodec.Factory {
  /** What buffers say that they are compressed with. */
  public static final CompressionCodec.Factory ALL =
      new CompressionCodec.Factory() {
        @Override
        public CompressionCodec createCodec(CompressionUtil.CodecType type) {
          return type == CompressionUtil.CodecType.NO_COMPRESSION
              ? NoCompressionCodec.INSTANCE
              : new LibraryCodec(type);
        }

        @Override
        public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
          return createCodec(type);
        }
      };

  private final CompressionUtil.CodecType type;

  /** Of one kind. */
  public LibraryCodec(CompressionUtil.CodecType type) {
    this.type = type;
  }

  @Override
  protected ArrowBuf doCompress(BufferAllocator allocator, ArrowBuf plain) {
    byte[] bytes = new byte[Math.toIntExact(plain.writerIndex())];
    plain.getBytes(0, bytes);
    byte[] stored = type == CompressionUtil.CodecType.ZSTD ? Zstd.compress(bytes) : framed(bytes);
    ArrowBuf result = allocator.buffer(Long.BYTES + (long) stored.length);
    result.setBytes(Long.BYTES, stored);
    result.writerIndex(Long.BYTES + (long) stored.length);
    return result;
  }

  /** A frame of independent blocks with checksums. */
  static byte[] framed(byte[] bytes) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try (LZ4FrameOutputStream output =
        new LZ4FrameOutputStream(
            frame,
            BLOCKSIZE.SIZE_64KB,
            bytes.length,
            FLG.Bits.BLOCK_INDEPENDENCE,
            FLG.Bits.CONTENT_SIZE,
            FLG.Bits.CONTENT_CHECKSUM,
            FLG.Bits.BLOCK_CHECKSUM)) {
      output.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frame.toByteArray();
  }

  @Override
  protected ArrowBuf doDecompress(BufferAllocator allocator, ArrowBuf stored) {
    int size = Math.toIntExact(readUncompressedLength(stored));
    byte[] bytes = new byte[Math.toIntExact(stored.writerIndex() - Long.BYTES)];
    stored.getBytes(Long.BYTES, bytes);
    byte[] plain = type == CompressionUtil.CodecType.ZSTD ? zstd(bytes, size) : unframed(bytes);
    ArrowBuf result = allocator.buffer(size);
    result.setBytes(0, plain);
    result.writerIndex(size);
    return result;
  }

  private static byte[] zstd(byte[] bytes, int size) {
    byte[] plain = new byte[size];
    long found = Zstd.decompress(plain, bytes);
    if (found != size) {
      throw new IllegalStateException("zstd: " + found);
    }
    return plain;
  }

  /** Bytes of a frame. */
  static byte[] unframed(byte[] frame) {
    try (LZ4FrameInputStream input = new LZ4FrameInputStream(new ByteArrayInputStream(frame))) {
      return input.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CompressionUtil.CodecType getCodecType() {
    return type;
  }

  @Override
  public CompressionCodec createCodec(CompressionUtil.CodecType wanted) {
    return this;
  }

  @Override
  public CompressionCodec createCodec(CompressionUtil.CodecType wanted, int level) {
    return this;
  }
}
