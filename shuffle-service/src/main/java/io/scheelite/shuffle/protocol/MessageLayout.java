package io.scheelite.shuffle.protocol;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.shuffle.transport.TransportException;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How messages look in the head of a frame, big-endian; a text is its length in 2 bytes and so many
 * bytes of UTF-8.
 *
 * <pre>
 *   0      1          9
 *   +------+----------+--------------------------------------------------------------+
 *   | type | number 8 | fields                                                       |
 *   +------+----------+--------------------------------------------------------------+
 *    1 fetch     application text | shuffle 4 | map 4 | generation 4 | first partition 4
 *                | partitions 4 | offset 8 | length 4
 *    2 register  application text | executor text | folder text
 *    3 remove    application text
 *    4 ping
 *    5 status
 *    6 remove    application text | first shuffle 4 | shuffles 4
 *      shuffles
 *   65 data      (the bytes are the frame's body)
 *   66 done
 *   67 refused   kind 1 | message text
 *   68 counters  count 2 | count × (name text | value 8)
 * </pre>
 */
public final class MessageLayout {
  static final int TYPE_OFFSET = 0;
  static final int NUMBER_OFFSET = 1;
  static final int FIELDS_OFFSET = 9;

  private static final byte FETCH = 1;
  private static final byte REGISTER = 2;
  private static final byte REMOVE = 3;
  private static final byte PING = 4;
  private static final byte STATUS = 5;
  private static final byte REMOVE_SHUFFLES = 6;
  private static final byte DATA = 65;
  private static final byte DONE = 66;
  private static final byte REFUSED = 67;
  private static final byte COUNTERS = 68;

  private static final int MAX_TEXT_BYTES = 8 << 10;

  private MessageLayout() {}

  /** The bytes of a request. */
  public static byte[] encode(long number, Request request) {
    return switch (request) {
      case Request.Fetch fetch -> encode(FETCH, number, out -> write(out, fetch.piece()));
      case Request.Register register ->
          encode(
              REGISTER,
              number,
              out -> {
                write(out, register.application());
                write(out, register.executor());
                write(out, register.folder());
              });
      case Request.Remove remove -> encode(REMOVE, number, out -> write(out, remove.application()));
      case Request.RemoveShuffles remove ->
          encode(
              REMOVE_SHUFFLES,
              number,
              out -> {
                write(out, remove.application());
                out.writeInt(remove.firstShuffle());
                out.writeInt(remove.numShuffles());
              });
      case Request.Ping _ -> encode(PING, number, out -> {});
      case Request.Status _ -> encode(STATUS, number, out -> {});
    };
  }

  /** The bytes of a reply. */
  public static byte[] encode(long number, Reply reply) {
    return switch (reply) {
      case Reply.Data _ -> encode(DATA, number, out -> {});
      case Reply.Done _ -> encode(DONE, number, out -> {});
      case Reply.Refused refused ->
          encode(
              REFUSED,
              number,
              out -> {
                out.writeByte(refused.reason().id());
                write(out, refused.message());
              });
      case Reply.Counters counters ->
          encode(
              COUNTERS,
              number,
              out -> {
                out.writeShort(counters.values().size());
                for (Map.Entry<String, Long> counter : counters.values().entrySet()) {
                  write(out, counter.getKey());
                  out.writeLong(counter.getValue());
                }
              });
    };
  }

  private interface Fields {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] encode(byte type, long number, Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(type);
      out.writeLong(number);
      fields.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, FetchRequest piece) throws IOException {
    write(out, piece.output().application());
    out.writeInt(piece.output().shuffle());
    out.writeInt(piece.output().map());
    out.writeInt(piece.output().generation());
    out.writeInt(piece.firstPartition());
    out.writeInt(piece.numPartitions());
    out.writeLong(piece.offset());
    out.writeInt(piece.length());
  }

  /** Text that is too long is cut: only messages for people are. */
  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int size = Math.min(bytes.length, MAX_TEXT_BYTES);
    out.writeShort(size);
    out.write(bytes, 0, size);
  }

  /** The number of a message. */
  public static long number(ByteBuffer head) {
    if (head.remaining() < FIELDS_OFFSET) {
      throw malformed("too short: bytes=" + head.remaining(), null);
    }
    return head.getLong(head.position() + NUMBER_OFFSET);
  }

  /**
   * The request in a frame's head.
   *
   * @throws TransportException of kind PROTOCOL if there is none
   */
  public static Request request(ByteBuffer head) {
    try {
      ByteBuffer in = head.duplicate();
      byte type = in.get();
      in.getLong();
      Request request =
          switch (type) {
            case FETCH -> new Request.Fetch(readFetch(in));
            case REGISTER -> new Request.Register(readText(in), readText(in), readText(in));
            case REMOVE -> new Request.Remove(readText(in));
            case REMOVE_SHUFFLES ->
                new Request.RemoveShuffles(readText(in), in.getInt(), in.getInt());
            case PING -> new Request.Ping();
            case STATUS -> new Request.Status();
            default -> throw malformed("no such request: type=" + type, null);
          };
      requireEnd(in);
      return request;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw malformed("a request that is none: " + e, e);
    }
  }

  /**
   * The reply in a frame's head.
   *
   * @throws TransportException of kind PROTOCOL if there is none
   */
  public static Reply reply(ByteBuffer head) {
    try {
      ByteBuffer in = head.duplicate();
      byte type = in.get();
      in.getLong();
      Reply reply =
          switch (type) {
            case DATA -> new Reply.Data();
            case DONE -> new Reply.Done();
            case REFUSED -> new Reply.Refused(readReason(in), readText(in));
            case COUNTERS -> readCounters(in);
            default -> throw malformed("no such reply: type=" + type, null);
          };
      requireEnd(in);
      return reply;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw malformed("a reply that is none: " + e, e);
    }
  }

  private static FetchRequest readFetch(ByteBuffer in) {
    MapOutputId output = new MapOutputId(readText(in), in.getInt(), in.getInt(), in.getInt());
    return new FetchRequest(output, in.getInt(), in.getInt(), in.getLong(), in.getInt());
  }

  private static String readText(ByteBuffer in) {
    int size = in.getShort();
    if (size < 0 || size > MAX_TEXT_BYTES) {
      throw malformed("text is too long: bytes=" + size, null);
    }
    byte[] bytes = new byte[Math.min(size, in.remaining() + 1)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ShuffleException.Kind readReason(ByteBuffer in) {
    int id = in.get();
    ShuffleException.Kind reason = ShuffleException.Kind.ofId(id);
    if (reason == null) {
      throw malformed("no such reason: reason=" + id, null);
    }
    return reason;
  }

  private static Reply.Counters readCounters(ByteBuffer in) {
    TreeMap<String, Long> values = new TreeMap<>();
    int count = in.getShort();
    for (int i = 0; i < count; i++) {
      values.put(readText(in), in.getLong());
    }
    return new Reply.Counters(values);
  }

  private static void requireEnd(ByteBuffer in) {
    if (in.hasRemaining()) {
      throw malformed("more than a message: bytes=" + in.remaining(), null);
    }
  }

  private static TransportException malformed(String what, @Nullable RuntimeException cause) {
    return new TransportException(Kind.PROTOCOL, "peer sent " + what, cause);
  }
}
