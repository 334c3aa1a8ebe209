package io.scheelite.scheduler.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.scheduler.wire.MessageWire;
import io.scheelite.scheduler.wire.Protocol;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.testsupport.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of message arrives as it was sent; anything else is one typed error. */
class MessageCodecTest {
  @ParameterizedTest
  @MethodSource("io.scheelite.scheduler.message.RandomMessages#kinds")
  void arrivesAsSent(Class<?> kind) {
    RandomMessages messages = new RandomMessages(Seeds.random(kind.getName()));
    for (int i = 0; i < 200; i++) {
      Message message = messages.message(kind);
      Message arrived = MessageCodec.decode(MessageCodec.encode(message));
      assertThat(arrived).isInstanceOf(kind);
      assertThat(arrived).usingRecursiveComparison().isEqualTo(message);
    }
  }

  @Test
  void damagedBytesAreOneTypedError() {
    RandomGenerator random = Seeds.random("damaged messages");
    RandomMessages messages = new RandomMessages(random);
    int refused = 0;
    int numMessages = Seeds.iterations(20_000);
    for (int i = 0; i < numMessages; i++) {
      Class<?> kind = RandomMessages.kinds().get(i % RandomMessages.kinds().size());
      byte[] damaged = damage(MessageCodec.encode(messages.message(kind)), random);
      try {
        // what is still a message can be told on
        MessageCodec.encode(MessageCodec.decode(damaged));
      } catch (WireException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(numMessages / 4);
  }

  private static byte[] damage(byte[] sent, RandomGenerator random) {
    byte[] damaged = sent;
    if (random.nextInt(4) == 0) {
      damaged = Arrays.copyOf(sent, random.nextInt(sent.length + 8));
    }
    for (int n = random.nextInt(4); n >= 0 && damaged.length > 0; n--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  @Test
  void bytesWithoutAnySenseAreRefused() {
    RandomGenerator random = Seeds.random("noise");
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      assertThatThrownBy(() -> MessageCodec.decode(noise)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void otherVersionIsNamed() {
    byte[] newer =
        MessageWire.Envelope.newBuilder()
            .setVersion(Protocol.VERSION + 6)
            .setStopExecutor("executor-1")
            .build()
            .toByteArray();
    assertThatThrownBy(() -> MessageCodec.decode(newer))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("ownProtocol=" + Protocol.VERSION)
        .hasMessageContaining("otherProtocol=" + (Protocol.VERSION + 6));
  }

  @Test
  void unknownKindIsRefused() {
    byte[] unknown =
        MessageWire.Envelope.newBuilder().setVersion(Protocol.VERSION).build().toByteArray();
    assertThatThrownBy(() -> MessageCodec.decode(unknown))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("kind that is not known")
        .hasMessageContaining("protocol=" + Protocol.VERSION);
  }
}
