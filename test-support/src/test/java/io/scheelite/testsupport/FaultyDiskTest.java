package io.scheelite.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultyDiskTest {
  @TempDir Path folder;

  private final RandomGenerator random = Seeds.random("FaultyDiskTest");
  private final FaultyDisk disk = FaultyDisk.create(random);

  @Test
  void withoutFaultsBytesComeBackAsWritten() throws IOException {
    byte[] bytes = randomBytes(1000);
    try (FileChannel channel = open()) {
      writeFully(channel, bytes);
      assertThat(readFully(channel, bytes.length)).isEqualTo(bytes);
    }
    assertThat(disk.faultsFired()).isZero();
    assertThat(disk.bytesWritten()).isEqualTo(1000);
  }

  @Test
  void shortTransfersMoveAllBytesWhenRepeated() throws IOException {
    byte[] bytes = randomBytes(5000);
    disk.withShortTransfers();
    try (FileChannel channel = open()) {
      writeFully(channel, bytes);
      assertThat(readFully(channel, bytes.length)).isEqualTo(bytes);
    }
    assertThat(disk.faultsFired()).isPositive();
  }

  @Test
  void fullDiskRefusesWhatExceedsItsCapacity() throws IOException {
    disk.withCapacity(700);
    try (FileChannel channel = open()) {
      assertThatThrownBy(() -> writeFully(channel, randomBytes(1000)))
          .isInstanceOf(IOException.class)
          .hasMessage("No space left on device");
      assertThat(channel.size()).isEqualTo(700);
    }
  }

  @Test
  void flippedBitIsSeenByTheReadThatCoversIt() throws IOException {
    byte[] bytes = randomBytes(64);
    disk.withFlippedBit(40, 3);
    try (FileChannel channel = open()) {
      writeFully(channel, bytes);
      byte[] read = readFully(channel, bytes.length);
      bytes[40] ^= 8;
      assertThat(read).isEqualTo(bytes);
    }
    assertThat(disk.faultsFired()).isEqualTo(1);
  }

  @Test
  void failingReadFailsOnce() throws IOException {
    byte[] bytes = randomBytes(10);
    try (FileChannel channel = open()) {
      writeFully(channel, bytes);
      disk.withFailingRead(0);
      assertThatThrownBy(() -> readFully(channel, 10)).isInstanceOf(IOException.class);
      assertThat(readFully(channel, 10)).isEqualTo(bytes);
    }
  }

  private FileChannel open() throws IOException {
    return disk.open(
        folder.resolve("data"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static byte[] readFully(FileChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {}
    return buffer.array();
  }
}
