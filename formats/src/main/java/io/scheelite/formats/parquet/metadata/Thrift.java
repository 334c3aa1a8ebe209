package io.scheelite.formats.parquet.metadata;

import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;

/** Reads structures out of bytes that nobody vouches for. */
public final class Thrift {
  private Thrift() {}

  /**
   * Reads a structure from the beginning of bytes.
   *
   * @return how many it takes
   * @throws IllegalArgumentException if they hold something else
   */
  public static int read(TBase<?, ?> target, byte[] bytes, int limit) {
    ByteArrayTransport transport = new ByteArrayTransport(bytes, limit);
    try {
      target.read(new TCompactProtocol(transport, limit, limit));
    } catch (TException | RuntimeException e) {
      throw new IllegalArgumentException("structure is malformed (" + e.getMessage() + ")", e);
    }
    return transport.getBufferPosition();
  }
}
