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
import org.brotli.dec.BrotliInputStream;
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
          CompressionCodec.LZ4,
          CompressionCodec.BROTLI);

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
      case BROTLI -> {
        try (BrotliInputStream brotli = new BrotliInputStream(new ByteArrayInputStream(bytes))) {
          yield brotli.readAllBytes();
        }
      }
      case LZO -> throw new IllegalArgumentException("not read: " + codec);
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
      case BROTLI -> toBrotli(bytes);
      case LZO -> throw new IllegalArgumentException("not written: " + codec);
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

  /** Blocks of bytes as they are (RFC 7932, 9.2), as there is no encoder in Java. */
  private static byte[] toBrotli(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < bytes.length; from += 1 << 16) {
      int size = Math.min(bytes.length - from, 1 << 16);
      // not the last one, four nibbles of its size, that size, not compressed
      int header = size - 1 << 3 | 1 << 19;
      if (from == 0) {
        header <<= 1; // a window of 64 KiB
      }
      out.write(header);
      out.write(header >> 8);
      out.write(header >> 16);
      out.write(bytes, from, size);
    }
    out.write(bytes.length == 0 ? 0b110 : 0b11); // the last one, empty
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
