package io.scheelite.columnar.codec;

import io.scheelite.memory.NativeMemory;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The library behind codec and checksum: its native code where that loads, else its plain Java
 * (never its variant on {@code sun.misc.Unsafe}). Chosen once, when first used.
 */
final class Lz4Library {
  /** {@code false} keeps native code away. */
  static final String NATIVE_PROPERTY = "scheelite.codec.native";

  private static final LZ4Compressor COMPRESSOR;
  private static final LZ4SafeDecompressor DECOMPRESSOR;
  private static final XXHash64 HASH;

  static {
    boolean useNative = Boolean.parseBoolean(System.getProperty(NATIVE_PROPERTY, "true"));
    LZ4Factory lz4 = useNative ? nativeLz4() : LZ4Factory.safeInstance();
    boolean plainJava = lz4 == LZ4Factory.safeInstance();
    COMPRESSOR = lz4.fastCompressor();
    DECOMPRESSOR = lz4.safeDecompressor();
    HASH = (plainJava ? XXHashFactory.safeInstance() : XXHashFactory.nativeInstance()).hash64();
  }

  private Lz4Library() {}

  private static LZ4Factory nativeLz4() {
    try {
      return LZ4Factory.nativeInstance();
    } catch (LinkageError | RuntimeException e) {
      System.getLogger(Lz4Library.class.getName())
          .log(
              System.Logger.Level.INFO,
              () -> "native LZ4 does not load, Java is used: reason=" + e.getMessage());
      return LZ4Factory.safeInstance();
    }
  }

  static int compress(long source, int sizeBytes, long target, int capacity) {
    try {
      return COMPRESSOR.compress(
          NativeMemory.byteBuffer(source, sizeBytes),
          0,
          sizeBytes,
          NativeMemory.byteBuffer(target, capacity),
          0,
          capacity);
    } catch (LZ4Exception e) {
      return BlockCodec.NONE; // does not fit: the library has no other way to say so
    }
  }

  static int decompress(long source, int storedBytes, long target, int capacity) {
    try {
      return DECOMPRESSOR.decompress(
          NativeMemory.byteBuffer(source, storedBytes),
          0,
          storedBytes,
          NativeMemory.byteBuffer(target, capacity),
          0,
          capacity);
    } catch (LZ4Exception e) {
      return BlockCodec.NONE;
    }
  }

  static long hash(long address, int sizeBytes, long seed) {
    return HASH.hash(NativeMemory.byteBuffer(address, sizeBytes), 0, sizeBytes, seed);
  }

  static long hash(byte[] bytes, int offset, int sizeBytes, long seed) {
    return HASH.hash(bytes, offset, sizeBytes, seed);
  }
}
