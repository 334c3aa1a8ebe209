package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large heap buffers arrive whole, and the JDK never sees more than a piece of them. */
class HeapTransferTest {
  private static final int SIZE = 1_000_003;

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    new Random(7).nextBytes(content);
    return content;
  }

  /** Takes a little less than it is offered, as a socket or a full disk does. */
  private static final class Slow implements WritableByteChannel {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private int mostOffered;

    @Override
    public int write(ByteBuffer source) {
      mostOffered = Math.max(mostOffered, source.remaining());
      byte[] some = new byte[source.remaining() - source.remaining() / 3];
      source.get(some);
      taken.writeBytes(some);
      return some.length;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void writesArriveWholeInPieces() throws IOException {
    byte[] content = content();
    ByteBuffer source = ByteBuffer.wrap(content, 10, SIZE - 20);
    Slow channel = new Slow();
    HeapTransfer.writeFully(channel, source);
    assertThat(channel.taken.toByteArray())
        .isEqualTo(java.util.Arrays.copyOfRange(content, 10, SIZE - 10));
    assertThat(channel.mostOffered).isEqualTo(HeapTransfer.PIECE_BYTES);
    assertThat(source.position()).isEqualTo(SIZE - 10);
    assertThat(source.limit()).isEqualTo(SIZE - 10);
  }

  @Test
  void readsComeInPieces(@TempDir Path folder) throws IOException {
    byte[] content = content();
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("file"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      HeapTransfer.writeFully(channel, ByteBuffer.wrap(content));
      ByteBuffer target = ByteBuffer.allocate(SIZE);
      while (target.hasRemaining()) {
        assertThat(HeapTransfer.read(channel, target, target.position()))
            .isBetween(1, HeapTransfer.PIECE_BYTES);
        assertThat(target.limit()).isEqualTo(SIZE);
      }
      assertThat(target.array()).isEqualTo(content);
      assertThat(HeapTransfer.read(channel, ByteBuffer.allocate(1), SIZE)).isEqualTo(-1);
    }
  }
}
