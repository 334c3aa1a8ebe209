package io.scheelite.formats.parquet.encoded;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Compresses pages, on the heap. */
public final class PageCodec {
  /** All that we read. */
  public static final List<CompressionCodec> ALL =
      List.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD,
          CompressionCodec.LZ4_RAW,
          CompressionCodec.LZ4);

  private PageCodec() {}

  /** Decompresses to so many bytes. */
  public static byte[] decompress(CompressionCodec codec, byte[] bytes, int size)
      throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> bytes;
      case SNAPPY -> Snappy.uncompress(bytes);
      case GZIP -> {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          yield gzip.readAllBytes();
        }
      }
      case ZSTD -> Zstd.decompress(bytes, size);
      case LZ4_RAW -> LZ4Factory.safeInstance().safeDecompressor().decompress(bytes, size);
      case LZ4 -> fromHadoop(bytes, size);
      case LZO, BROTLI -> throw new IllegalArgumentException("not read: " + codec);
    };
  }

  /** Compresses. */
  public static byte[] compress(CompressionCodec codec, byte[] bytes) throws IOException {
    return switch (codec) {
      case UNCOMPRESSED -> bytes;
      case SNAPPY -> Snappy.compress(bytes);
      case GZIP -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
          gzip.write(bytes);
        }
        yield out.toByteArray();
      }
      case ZSTD -> Zstd.compress(bytes, 1);
      case LZ4_RAW -> LZ4Factory.safeInstance().fastCompressor().compress(bytes);
      case LZ4 -> toHadoop(bytes);
      case LZO, BROTLI -> throw new IllegalArgumentException("not written: " + codec);
    };
  }

  /** As Hadoop's BlockCompressorStream: a block for each write, in chunks of its buffer's size. */
  private static byte[] toHadoop(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream stream = new DataOutputStream(out);
    for (int block = 0; block < bytes.length; block += 3000) {
      int end = Math.min(bytes.length, block + 3000);
      stream.writeInt(end - block);
      for (int from = block; from < end; from += 1000) {
        byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(end, from + 1000));
        byte[] stored = LZ4Factory.safeInstance().fastCompressor().compress(chunk);
        stream.writeInt(stored.length);
        stream.write(stored);
      }
    }
    return out.toByteArray();
  }

  private static byte[] fromHadoop(byte[] bytes, int size) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer out = ByteBuffer.allocate(size);
    while (in.hasRemaining()) {
      int end = in.getInt() + out.position();
      while (out.position() < end) {
        byte[] stored = new byte[in.getInt()];
        in.get(stored);
        out.put(LZ4Factory.safeInstance().safeDecompressor().decompress(stored, 1000));
      }
    }
    return out.array();
  }
}
