package io.scheelite.shuffle.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.testsupport.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int MAX_HEAD = 20_000;
  private static final int MAX_BODY = 50_000;

  /** What came out, heads and bodies as text of their sizes and sums. */
  private static final class Collector implements FrameDecoder.Sink {
    final List<String> seen = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private byte[] head;

    @Override
    public void head(ByteBuffer bytes, int bodyBytes) {
      head = new byte[bytes.remaining()];
      bytes.get(head);
      if (bodyBytes == 0) {
        seen.add(describe(head, new byte[0]));
      }
    }

    @Override
    public void body(ByteBuffer piece, int remainingBytes) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      body.writeBytes(copy);
      if (remainingBytes == 0) {
        seen.add(describe(head, body.toByteArray()));
        body.reset();
      }
    }
  }

  private static String describe(byte[] head, byte[] body) {
    return head.length
        + ":"
        + Arrays.hashCode(head)
        + " "
        + body.length
        + ":"
        + Arrays.hashCode(body);
  }

  private static byte[] bytes(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] frame(byte[] head, byte[] body) {
    return ByteBuffer.allocate(FrameLayout.HEADER_BYTES + head.length + body.length)
        .put(FrameLayout.header(head, body.length).array())
        .put(head)
        .put(body)
        .array();
  }

  @Test
  void framesComeOutHoweverTheirBytesArrive() {
    for (int run = 0; run < Seeds.iterations(200); run++) {
      RandomGenerator random = Seeds.random(FrameDecoderTest.class, run);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      List<String> expected = new ArrayList<>();
      int frames = 1 + random.nextInt(6);
      for (int i = 0; i < frames; i++) {
        byte[] head = bytes(random, 1 + random.nextInt(random.nextBoolean() ? 50 : MAX_HEAD));
        byte[] body = bytes(random, random.nextBoolean() ? 0 : random.nextInt(MAX_BODY));
        stream.writeBytes(frame(head, body));
        expected.add(describe(head, body));
      }
      Collector collector = new Collector();
      FrameDecoder decoder = new FrameDecoder(collector, MAX_HEAD, MAX_BODY);
      byte[] all = stream.toByteArray();
      int piece = 1 + random.nextInt(random.nextBoolean() ? 7 : 30_000);
      for (int from = 0; from < all.length; from += piece) {
        decoder.feed(ByteBuffer.wrap(all, from, Math.min(piece, all.length - from)));
      }
      assertThat(collector.seen).isEqualTo(expected);
      assertThat(decoder.insideFrame()).isFalse();
    }
  }

  @Test
  void everyFlippedBitOfHeaderOrHeadIsNoticed() {
    RandomGenerator random = Seeds.random(FrameDecoderTest.class, -1);
    byte[] good = frame(bytes(random, 20), bytes(random, 30));
    for (int bit = 0; bit < 8 * (FrameLayout.HEADER_BYTES + 20); bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Collector collector = new Collector();
      FrameDecoder decoder = new FrameDecoder(collector, MAX_HEAD, MAX_BODY);
      try {
        decoder.feed(ByteBuffer.wrap(bad));
      } catch (TransportException e) {
        assertThat(e.kind()).isEqualTo(TransportException.Kind.PROTOCOL);
      }
      assertThat(collector.head).as("bit %s", bit).isNull();
    }
  }

  @Test
  void lengthsOutsideTheBoundsAreRefusedBeforeAnythingIsHeld() {
    int[][] lengths = {
      {0, 0}, {-1, 0}, {MAX_HEAD + 1, 0}, {1, MAX_BODY + 1}, {1, -1}, {Integer.MAX_VALUE, 0}
    };
    for (int[] pair : lengths) {
      FrameDecoder decoder = new FrameDecoder(new Collector(), MAX_HEAD, MAX_BODY);
      ByteBuffer header = ByteBuffer.allocate(FrameLayout.HEADER_BYTES);
      header.putInt(pair[0]).putInt(pair[1]).putInt(0).flip();
      assertThatThrownBy(() -> decoder.feed(header))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("headBytes=" + pair[0]);
    }
  }

  @Test
  void theLayoutIsAsItsDiagramSays() {
    byte[] head = {7, 8, 9};
    byte[] frame = frame(head, new byte[] {1, 2});
    ByteBuffer expected = ByteBuffer.allocate(17).putInt(3).putInt(2);
    CRC32C checksum = new CRC32C();
    checksum.update(expected.array(), 0, 8);
    checksum.update(head);
    expected.putInt((int) checksum.getValue()).put(head).put((byte) 1).put((byte) 2);
    assertThat(frame).isEqualTo(expected.array());
  }
}
