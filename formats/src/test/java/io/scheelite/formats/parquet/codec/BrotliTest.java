package io.scheelite.formats.parquet.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.formats.parquet.encoded.PageCodec;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.Reclaimable;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.parquet.format.CompressionCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages have the size that is announced, or are refused; nothing is written behind them. */
@ExtendWith({LeakCheck.class, LedgerCheck.class})
class BrotliTest {
  private static final byte GUARD = 0x5A;

  /** A page of DuckDB: 4096 times the letter "a" behind their number. */
  private static final byte[] LETTERS = HexFormat.of().parseHex("1b0310f8250120c2e2b54020f700400c");

  private static final int PAGE_BYTES = 4100;

  @Test
  void decompressesWhatOthersCompressed() throws Exception {
    byte[] page = new byte[PAGE_BYTES];
    Arrays.fill(page, (byte) 'a');
    ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(PAGE_BYTES - Integer.BYTES);
    assertThat(decompress(LETTERS, PAGE_BYTES)).isEqualTo(page);
  }

  @Test
  void pagesOfAnotherSizeAreRefused() throws Exception {
    for (int size : new int[] {0, 1, PAGE_BYTES - 1, PAGE_BYTES + 1, 100_000}) {
      assertThatThrownBy(() -> decompress(LETTERS, size))
          .as("%s bytes", size)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("brotli: more or less data");
    }
  }

  @Test
  void streamsThatEndTooEarlyAreRefused() throws Exception {
    byte[] data = new byte[70_000];
    byte[] stored = PageCodec.compress(CompressionCodec.BROTLI, data);
    assertThat(decompress(stored, data.length)).isEqualTo(data);
    for (int size : new int[] {0, 1, 2, 3, 4, 60_000, 65_539, 65_542, stored.length - 1}) {
      assertThatThrownBy(() -> decompress(Arrays.copyOf(stored, size), data.length))
          .as("%s bytes", size)
          .isInstanceOf(IOException.class);
    }
  }

  private static byte[] decompress(byte[] stored, int size) throws IOException {
    try (TestMemory memory = TestMemory.create(4 << 20);
        MemoryConsumer consumer = memory.consumer("brotli", 1 << 20, Reclaimable.NONE)) {
      long room = consumer.allocate(1 << 20);
      try {
        NativeMemory.fill(room, 1 << 20, GUARD);
        long target = room + (256 << 10);
        NativeMemory.copyFromArray(stored, 0, room, stored.length);
        Compression.BROTLI.decompress(room, stored.length, target, size);
        byte[] data = new byte[size];
        NativeMemory.copyToArray(target, data, 0, size);
        assertThat(NativeMemory.getByte(target + size)).isEqualTo(GUARD);
        return data;
      } finally {
        consumer.free(room, 1 << 20);
      }
    }
  }
}
