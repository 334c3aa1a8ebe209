package io.scheelite.shuffle.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.testsupport.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MessageLayoutTest {
  private static final FetchRequest PIECE =
      new FetchRequest(new MapOutputId("app-1", 7, 11, 2), 3, 5, 1L << 40, 4096);

  private static final List<Request> REQUESTS =
      List.of(
          new Request.Fetch(PIECE),
          new Request.Register("app-1", "executor-9", "/tmp/ähnlich/shuffle"),
          new Request.Remove(""),
          new Request.RemoveShuffles("app-1", 1 << 10, 17),
          new Request.Ping(),
          new Request.Status());

  private static final List<Reply> REPLIES =
      List.of(
          new Reply.Data(),
          new Reply.Done(),
          new Reply.Refused(ShuffleException.Kind.NO_SUCH_OUTPUT, "no such output: map=3"),
          new Reply.Counters(new TreeMap<>(Map.of("bytes", -1L, "requests", Long.MAX_VALUE))));

  @Test
  void messagesComeBackAsTheyWere() {
    for (Request request : REQUESTS) {
      ByteBuffer head = ByteBuffer.wrap(MessageLayout.encode(-7, request));
      assertThat(MessageLayout.number(head)).isEqualTo(-7);
      assertThat(MessageLayout.request(head)).isEqualTo(request);
    }
    for (Reply reply : REPLIES) {
      ByteBuffer head = ByteBuffer.wrap(MessageLayout.encode(1L << 50, reply));
      assertThat(MessageLayout.number(head)).isEqualTo(1L << 50);
      assertThat(MessageLayout.reply(head)).isEqualTo(reply);
    }
  }

  @Test
  void aFetchLooksAsTheDiagramSays() {
    ByteBuffer expected = ByteBuffer.allocate(128);
    expected.put((byte) 1).putLong(99);
    expected.putShort((short) 5).put("app-1".getBytes(StandardCharsets.US_ASCII));
    expected.putInt(7).putInt(11).putInt(2).putInt(3).putInt(5).putLong(1L << 40).putInt(4096);
    expected.flip();
    byte[] encoded = MessageLayout.encode(99, new Request.Fetch(PIECE));
    assertThat(ByteBuffer.wrap(encoded)).isEqualTo(expected);
  }

  @Test
  void cutOrProlongedMessagesAreRefused() {
    for (Request request : REQUESTS) {
      byte[] whole = MessageLayout.encode(1, request);
      for (int size = 0; size < whole.length; size++) {
        ByteBuffer cut = ByteBuffer.wrap(whole, 0, size);
        assertThatThrownBy(() -> MessageLayout.request(cut)).isInstanceOf(TransportException.class);
      }
      ByteBuffer longer = ByteBuffer.allocate(whole.length + 1).put(whole).position(0);
      assertThatThrownBy(() -> MessageLayout.request(longer))
          .isInstanceOf(TransportException.class);
    }
  }

  @Test
  void noiseIsRefusedOrIsAMessage() {
    for (int run = 0; run < Seeds.iterations(2000); run++) {
      RandomGenerator random = Seeds.random(MessageLayoutTest.class, run);
      byte[] noise = new byte[random.nextInt(80)];
      random.nextBytes(noise);
      if (noise.length > 0) {
        noise[0] = (byte) (random.nextBoolean() ? 1 + random.nextInt(5) : 65 + random.nextInt(4));
      }
      try {
        ByteBuffer head = ByteBuffer.wrap(noise);
        Object message =
            noise.length > 0 && noise[0] > 60
                ? MessageLayout.reply(head)
                : MessageLayout.request(head);
        assertThat(message).isNotNull();
      } catch (TransportException e) {
        assertThat(e.kind()).isEqualTo(TransportException.Kind.PROTOCOL);
      }
    }
  }
}
