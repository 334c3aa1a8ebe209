package io.scheelite.formats.input;

import io.scheelite.formats.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Bytes in memory, which notes what is read of them; a host's own source. */
final class BytesInput implements InputFile {
  private final String location;
  private final byte[] bytes;
  private final ReadCost cost;
  private final List<Read> reads = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  volatile String version = "1";
  volatile Reading reading = (into, position, next) -> next.read(into, position);

  record Read(long position, int size) {}

  /** Does something else than reading. */
  interface Reading {
    int read(ByteBuffer into, long position, InputChannel next) throws IOException;
  }

  BytesInput(byte[] bytes, ReadCost cost) {
    this("memory://bytes", bytes, cost);
  }

  BytesInput(String location, byte[] bytes, ReadCost cost) {
    this.location = location;
    this.bytes = bytes;
    this.cost = cost;
  }

  List<Read> reads() {
    return reads;
  }

  int numOpen() {
    return open.get();
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public FileStamp stamp() {
    return new FileStamp(location(), bytes.length, version);
  }

  @Override
  public InputChannel open(FileStamp expected) throws IOException {
    if (!expected.version().equals(version)) {
      throw new ChangedInputException(expected.version(), version);
    }
    open.incrementAndGet();
    return new InputChannel() {
      @Override
      public int read(ByteBuffer into, long position) throws IOException {
        reads.add(new Read(position, into.remaining()));
        return reading.read(into, position, BytesInput.this::copy);
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  private int copy(ByteBuffer into, long position) {
    int size = (int) Math.min(into.remaining(), bytes.length - position);
    if (size <= 0) {
      return -1;
    }
    into.put(bytes, (int) position, size);
    return size;
  }

  @Override
  public ReadCost readCost() {
    return cost;
  }
}
