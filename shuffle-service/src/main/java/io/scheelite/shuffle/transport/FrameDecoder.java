package io.scheelite.shuffle.transport;

import io.scheelite.shuffle.transport.TransportException.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds frames in a stream of bytes that arrives in pieces of any size. Holds at most one head, and
 * never more than twice what of it has arrived; passes bodies on as they come. Used by one thread.
 */
final class FrameDecoder {
  private static final int FIRST_HEAD_BYTES = 4 << 10;

  /** Where frames go; may stop the decoder. */
  interface Sink {
    /** The buffer is lent for the call. */
    void head(ByteBuffer head, int bodyBytes);

    /** The buffer is lent for the call. */
    void body(ByteBuffer piece, int remainingBytes);
  }

  private final Sink sink;
  private final ByteBuffer header = ByteBuffer.allocate(FrameLayout.HEADER_BYTES);
  private int maxHeadBytes;
  private int maxBodyBytes;
  private byte[] head = new byte[0];
  private int headBytes;
  private int headFilled;
  private int bodyRemaining;
  private boolean stopped;

  FrameDecoder(Sink sink, int maxHeadBytes, int maxBodyBytes) {
    this.sink = sink;
    limit(maxHeadBytes, maxBodyBytes);
  }

  /** Changes the bounds, from the next frame on. */
  void limit(int newMaxHeadBytes, int newMaxBodyBytes) {
    maxHeadBytes = newMaxHeadBytes;
    maxBodyBytes = newMaxBodyBytes;
  }

  /** Ignores everything from here on. */
  void stop() {
    stopped = true;
    head = new byte[0];
  }

  /** Whether bytes of an unfinished frame have arrived. */
  boolean insideFrame() {
    return header.position() > 0;
  }

  /**
   * Takes all of a piece.
   *
   * @throws TransportException of kind PROTOCOL if these bytes are no frames, or too large ones
   */
  void feed(ByteBuffer in) {
    while (in.hasRemaining() && !stopped) {
      if (header.hasRemaining()) {
        feedHeader(in);
      } else if (headFilled < headBytes) {
        feedHead(in);
      } else {
        feedBody(in);
      }
    }
  }

  private void feedHeader(ByteBuffer in) {
    int count = Math.min(header.remaining(), in.remaining());
    header.put(slice(in, count));
    if (header.hasRemaining()) {
      return;
    }
    headBytes = header.getInt(FrameLayout.HEAD_BYTES_OFFSET);
    bodyRemaining = header.getInt(FrameLayout.BODY_BYTES_OFFSET);
    headFilled = 0;
    if (headBytes < 1
        || headBytes > maxHeadBytes
        || bodyRemaining < 0
        || bodyRemaining > maxBodyBytes) {
      throw new TransportException(
          Kind.PROTOCOL,
          "peer sent no frame, or one above the bound: headBytes="
              + headBytes
              + " maxHeadBytes="
              + maxHeadBytes
              + " bodyBytes="
              + bodyRemaining
              + " maxBodyBytes="
              + maxBodyBytes);
    }
  }

  private void feedHead(ByteBuffer in) {
    if (headFilled == 0 && in.remaining() >= headBytes) {
      headFilled = headBytes;
      deliverHead(slice(in, headBytes));
      return;
    }
    int count = Math.min(headBytes - headFilled, in.remaining());
    if (headFilled + count > head.length) {
      int wanted = Math.max(FIRST_HEAD_BYTES, 2 * (headFilled + count));
      head = Arrays.copyOf(head, Math.min(headBytes, wanted));
    }
    in.get(head, headFilled, count);
    headFilled += count;
    if (headFilled == headBytes) {
      ByteBuffer whole = ByteBuffer.wrap(head, 0, headBytes);
      head = new byte[0];
      deliverHead(whole);
    }
  }

  private void deliverHead(ByteBuffer whole) {
    if (FrameLayout.checksum(header, whole) != header.getInt(FrameLayout.CHECKSUM_OFFSET)) {
      throw new TransportException(
          Kind.PROTOCOL, "checksum of a frame does not match: headBytes=" + headBytes);
    }
    int bodyBytes = bodyRemaining;
    if (bodyBytes == 0) {
      header.clear();
    }
    sink.head(whole, bodyBytes);
  }

  private void feedBody(ByteBuffer in) {
    int count = Math.min(bodyRemaining, in.remaining());
    bodyRemaining -= count;
    if (bodyRemaining == 0) {
      header.clear();
    }
    sink.body(slice(in, count), bodyRemaining);
  }

  private static ByteBuffer slice(ByteBuffer in, int count) {
    ByteBuffer slice = in.slice(in.position(), count);
    in.position(in.position() + count);
    return slice;
  }
}
