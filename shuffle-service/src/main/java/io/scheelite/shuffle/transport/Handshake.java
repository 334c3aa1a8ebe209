package io.scheelite.shuffle.transport;

import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How two ends prove to each other that they know the secret, without saying it: each signs what
 * both have said so far, nonces of both ends included, with HMAC-SHA256.
 *
 * <pre>
 *   client → server   hello   magic 4 | version 1 | lane 1 | nonce 32
 *   server → client   answer  nonce 32 | HMAC(secret, "server" hello nonce) 32
 *   client → server   proof   HMAC(secret, "client" hello nonce) 32
 *   server → client   ready   1
 * </pre>
 *
 * The server proves itself first, so that a client that got to the wrong cluster finds out and can
 * say so. The roles in the signatures keep an answer from being played back as a proof. Each step
 * is one frame. A state machine without network; used by one thread.
 */
final class Handshake {
  /** No step is longer. */
  static final int MAX_BYTES = 128;

  static final int MAGIC = 0x53_43_48_4C;
  static final int VERSION_OFFSET = 4;
  static final int LANE_OFFSET = 5;
  static final int NONCE_OFFSET = 6;
  static final int HELLO_BYTES = NONCE_OFFSET + SharedSecret.BYTES;
  static final byte VERSION = 1;
  private static final byte READY = 1;

  private enum State {
    HELLO,
    ANSWER,
    PROOF,
    READY,
    DONE
  }

  private final SharedSecret secret;
  private final String peer;
  private State state;
  private byte[] hello = new byte[0];
  private byte[] serverNonce = new byte[0];
  private @Nullable Lane lane;

  private Handshake(SharedSecret secret, String peer, State expected) {
    this.secret = secret;
    this.peer = peer;
    this.state = expected;
  }

  /** The end that accepted: waits for a hello. */
  static Handshake server(SharedSecret secret) {
    return new Handshake(secret, "client", State.HELLO);
  }

  /** The end that connected: says {@link #hello} first. */
  static Handshake client(SharedSecret secret, Lane lane, ServiceAddress address) {
    Handshake handshake = new Handshake(secret, address.toString(), State.ANSWER);
    handshake.lane = lane;
    handshake.hello =
        ByteBuffer.allocate(HELLO_BYTES)
            .putInt(MAGIC)
            .put(VERSION)
            .put(lane.code())
            .put(SharedSecret.nonce())
            .array();
    return handshake;
  }

  byte[] hello() {
    return hello;
  }

  /** What the server says last, when it is ready for frames. */
  static byte[] ready() {
    return new byte[] {READY};
  }

  /** Whether the peer has proved itself; the server still has to say {@link #ready}. */
  boolean done() {
    return state == State.DONE;
  }

  /** What the connection is for; known when {@link #done}. */
  Lane lane() {
    if (lane == null) {
      throw new IllegalStateException("no hello yet");
    }
    return lane;
  }

  /**
   * Takes what the peer said.
   *
   * @return what to answer; null = nothing
   * @throws TransportException if it does not know the secret, or the protocol
   */
  byte @Nullable [] receive(ByteBuffer step) {
    byte[] said = new byte[step.remaining()];
    step.get(said);
    return switch (state) {
      case HELLO -> onHello(said);
      case ANSWER -> onAnswer(said);
      case PROOF -> onProof(said);
      case READY -> onReady(said);
      case DONE -> throw outOfStep("a step after the last");
    };
  }

  private byte[] onHello(byte[] said) {
    if (said.length != HELLO_BYTES || ByteBuffer.wrap(said).getInt() != MAGIC) {
      throw outOfStep("no hello");
    }
    lane = Lane.of(said[LANE_OFFSET]);
    if (said[VERSION_OFFSET] != VERSION || lane == null) {
      throw outOfStep("a hello of another version");
    }
    hello = said;
    serverNonce = SharedSecret.nonce();
    state = State.PROOF;
    return ByteBuffer.allocate(2 * SharedSecret.BYTES)
        .put(serverNonce)
        .put(secret.proof("server", hello, serverNonce))
        .array();
  }

  private byte[] onAnswer(byte[] said) {
    if (said.length != 2 * SharedSecret.BYTES) {
      throw outOfStep("no answer to the hello");
    }
    serverNonce = Arrays.copyOf(said, SharedSecret.BYTES);
    byte[] proof = Arrays.copyOfRange(said, SharedSecret.BYTES, said.length);
    if (!secret.verify(proof, "server", hello, serverNonce)) {
      throw new TransportException(
          Kind.SECRET,
          "the cluster's secret does not match that of the process there: address=" + peer);
    }
    state = State.READY;
    return secret.proof("client", hello, serverNonce);
  }

  private byte @Nullable [] onProof(byte[] said) {
    if (!secret.verify(said, "client", hello, serverNonce)) {
      throw new TransportException(Kind.SECRET, "peer does not know the cluster's secret");
    }
    state = State.DONE;
    return null;
  }

  private byte @Nullable [] onReady(byte[] said) {
    if (said.length != 1 || said[0] != READY) {
      throw outOfStep("no ready");
    }
    state = State.DONE;
    return null;
  }

  private TransportException outOfStep(String what) {
    return new TransportException(
        Kind.PROTOCOL, "peer does not speak this protocol: expected=" + state + " got=" + what);
  }
}
