package io.scheelite.formats.parquet.encoded;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
          CompressionCodec.LZ4_RAW);

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
      case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("not read: " + codec);
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
      case LZO, BROTLI, LZ4 -> throw new IllegalArgumentException("not written: " + codec);
    };
  }
}
