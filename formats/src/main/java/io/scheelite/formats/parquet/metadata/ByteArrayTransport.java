package io.scheelite.formats.parquet.metadata;

import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.transport.TTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * Lets Thrift read a byte array and nothing behind it: sizes of strings and lists are checked
 * against what is left before anything is allocated for them.
 */
final class ByteArrayTransport extends TTransport {
  private final byte[] bytes;
  private final int limit;
  private int position;

  ByteArrayTransport(byte[] bytes, int limit) {
    this.bytes = bytes;
    this.limit = limit;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void open() {}

  @Override
  public void close() {}

  @Override
  public int read(byte[] target, int offset, int length) throws TTransportException {
    checkReadBytesAvailable(length);
    System.arraycopy(bytes, position, target, offset, length);
    position += length;
    return length;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    throw new UnsupportedOperationException("transport is read-only");
  }

  @Override
  public byte[] getBuffer() {
    return bytes;
  }

  @Override
  public int getBufferPosition() {
    return position;
  }

  @Override
  public int getBytesRemainingInBuffer() {
    return limit - position;
  }

  @Override
  public void consumeBuffer(int length) {
    position += length;
  }

  @Override
  public TConfiguration getConfiguration() {
    return TConfiguration.DEFAULT;
  }

  @Override
  public void updateKnownMessageSize(long size) {}

  @Override
  public void checkReadBytesAvailable(long length) throws TTransportException {
    if (length < 0 || length > limit - position) {
      throw new TTransportException(
          TTransportException.END_OF_FILE,
          "metadata end too early: neededBytes=" + length + " leftBytes=" + (limit - position));
    }
  }
}
