package io.scheelite.formats.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames of LZ4: ours are read by the library, others' by us, damaged ones by nobody. */
class Lz4FrameTest {
  private static final int ROOM = 10 << 20;

  /**
   * 200,000 bytes, {@code i % 13}, by {@code lz4 -BD -B4}: blocks of 64 KiB that refer to each
   * other, with a checksum of the content.
   */
  private static final String LINKED =
      "BCJNGERAXhcBAADfAAECAwQFBgcICQoLDA0A"
          + "/".repeat(341)
          + "9tQCwwAAQIKAQAAD/3"
          + "/".repeat(342)
          + "+hQAQIDBAUXAQAA3wYHCAkKCwwAAQIDBAUNAP"
          + "/".repeat(341)
          + "bUAQFBgcIFwAAAA/9"
          + "/".repeat(18)
          + "81UAMEBQYHAAAAALHn7Ws=";

  private final TestMemory memory = TestMemory.create(64 << 20);
  private final MemoryConsumer consumer = memory.consumer("frames");
  private final long source = allocate();
  private final long target = allocate();

  private long allocate() {
    consumer.reserveNow(ROOM);
    return consumer.allocate(ROOM);
  }

  @AfterEach
  void everythingIsGivenBack() {
    consumer.close();
    memory.close();
  }

  private static byte[] content(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(1 << random.nextInt(23))];
    int period = 1 + random.nextInt(100);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          i >= period && random.nextInt(50) > 0 ? bytes[i - period] : (byte) random.nextInt(9);
    }
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    }
    return bytes;
  }

  private byte[] compressed(byte[] bytes) {
    NativeMemory.copyFromArray(bytes, 0, source, bytes.length);
    int room = Math.toIntExact(Lz4Frame.maxCompressedSize(bytes.length));
    byte[] frame = new byte[Lz4Frame.compress(source, bytes.length, target, room)];
    NativeMemory.copyToArray(target, frame, 0, frame.length);
    return frame;
  }

  private byte[] decompressed(byte[] frame, int size) throws IOException {
    NativeMemory.copyFromArray(frame, 0, source, frame.length);
    NativeMemory.fill(target + size, 64, (byte) 77);
    Lz4Frame.decompress(source, frame.length, target, size);
    byte[] bytes = new byte[size];
    NativeMemory.copyToArray(target, bytes, 0, size);
    assertThat(NativeMemory.getLong(target + size)).isEqualTo(0x4D4D4D4D4D4D4D4DL);
    return bytes;
  }

  @Test
  void framesTravelBothWays() throws IOException {
    for (int i = 0; i < Seeds.iterations(40); i++) {
      byte[] bytes = content(Seeds.random("frame" + i));
      byte[] ours = compressed(bytes);
      assertThat(LibraryCodec.unframed(ours)).as("case %s", i).isEqualTo(bytes);
      assertThat(decompressed(ours, bytes.length)).as("case %s", i).isEqualTo(bytes);
      byte[] theirs = LibraryCodec.framed(bytes);
      assertThat(decompressed(theirs, bytes.length)).as("case %s", i).isEqualTo(bytes);
    }
  }

  @Test
  void blocksMayReferToThoseBefore() throws IOException {
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 13);
    }
    assertThat(decompressed(Base64.getDecoder().decode(LINKED), bytes.length)).isEqualTo(bytes);
  }

  @Test
  void damagedFramesAreErrorsOrTheSame() {
    for (int i = 0; i < Seeds.iterations(2000); i++) {
      RandomGenerator random = Seeds.random("damaged frame" + i);
      byte[] bytes = Arrays.copyOf(content(random), 5000);
      byte[] frame = random.nextBoolean() ? compressed(bytes) : LibraryCodec.framed(bytes);
      if (random.nextInt(5) == 0) {
        frame = Arrays.copyOf(frame, random.nextInt(frame.length));
      } else {
        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        decompressed(frame, bytes.length);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("lz4 frame is malformed");
      }
    }
  }

  @Test
  void otherSizesAreRefused() {
    byte[] frame = compressed(new byte[1000]);
    for (int size : new int[] {0, 1, 999, 1001}) {
      assertThatThrownBy(() -> decompressed(frame, size)).isInstanceOf(IOException.class);
    }
  }
}
