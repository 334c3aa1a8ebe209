package io.scheelite.memory.counters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;
import org.jspecify.annotations.Nullable;

/**
 * Counters in a mapped file. Closing deletes the file; the mapping stays until nobody can write to
 * it any more (the garbage collector sees to that), so a late write harms nothing.
 */
@SuppressWarnings("EnumOrdinal") // the layout numbers counters by their order
final class CountersFile implements CounterSink {
  private static final int LABEL_BYTES = 200;

  private final Path path;
  private final MappedByteBuffer mapping; // keeps it mapped as long as this is reachable
  private final UnsafeBuffer values;
  private final CountersManager manager; // guarded by this
  private final int[] offsets;
  private long nextPool = 1; // guarded by this
  private int openPools; // guarded by this

  private CountersFile(Path path, MappedByteBuffer mapping) {
    int capacity = CountersLayout.CAPACITY;
    int metadataBytes = CountersLayout.metadataBytes(capacity);
    int valuesOffset = CountersLayout.valuesOffset(capacity);
    this.path = path;
    this.mapping = mapping;
    this.values =
        new UnsafeBuffer(mapping, valuesOffset, CountersLayout.fileBytes(capacity) - valuesOffset);
    this.manager =
        new CountersManager(
            new UnsafeBuffer(mapping, CountersLayout.HEADER_BYTES, metadataBytes), values, UTF_8);
    EngineCounter[] all = EngineCounter.values();
    this.offsets = new int[all.length];
    for (EngineCounter counter : all) {
      int id = manager.allocate(counter.label(), counter.ordinal());
      offsets[counter.ordinal()] = CountersReader.counterOffset(id);
    }
  }

  /** Makes a file that is not there yet. The caller closes it. */
  static CountersFile create(
      Path path, ProcessIdentity process, String command, FileAttribute<?>... attributes)
      throws IOException {
    int bytes = CountersLayout.fileBytes(CountersLayout.CAPACITY);
    try (FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            attributes)) {
      // Written, not left as a hole: on a full disk this fails here and not at some store later.
      ByteBuffer zeros = ByteBuffer.allocate(bytes);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes);
      CountersFile file = new CountersFile(path, mapping);
      file.writeHeader(process, command);
      return file;
    } catch (IOException | RuntimeException | Error e) {
      if (!(e instanceof FileAlreadyExistsException)) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  private void writeHeader(ProcessIdentity process, String command) {
    UnsafeBuffer header = new UnsafeBuffer(mapping, 0, CountersLayout.HEADER_BYTES);
    byte[] text = command.getBytes(UTF_8);
    int length = Math.min(text.length, CountersLayout.MAX_COMMAND_BYTES);
    header.putInt(CountersLayout.VERSION_OFFSET, CountersLayout.VERSION);
    header.putInt(CountersLayout.CAPACITY_OFFSET, CountersLayout.CAPACITY);
    header.putLong(CountersLayout.PID_OFFSET, process.pid());
    header.putLong(CountersLayout.START_OFFSET, process.startMillis());
    header.putLong(CountersLayout.CREATED_OFFSET, System.currentTimeMillis());
    header.putInt(CountersLayout.COMMAND_LENGTH_OFFSET, length);
    header.putBytes(CountersLayout.COMMAND_OFFSET, text, 0, length);
    header.putLongRelease(CountersLayout.MAGIC_OFFSET, CountersLayout.MAGIC);
  }

  Path path() {
    return path;
  }

  @Override
  public void set(EngineCounter counter, long value) {
    values.putLongRelease(offsets[counter.ordinal()], value);
  }

  @Override
  public void add(EngineCounter counter, long delta) {
    values.getAndAddLong(offsets[counter.ordinal()], delta);
  }

  @Override
  public void raise(EngineCounter counter, long value) {
    int offset = offsets[counter.ordinal()];
    long now = values.getLongVolatile(offset);
    while (now < value && !values.compareAndSetLong(offset, now, value)) {
      now = values.getLongVolatile(offset);
    }
  }

  @Override
  public synchronized @Nullable PoolGauge openPool(
      String name, @Nullable PoolGauge parent, long limitBytes) {
    if (openPools == CountersLayout.MAX_POOLS) {
      return null;
    }
    openPools++;
    String label = cut(name);
    int current = manager.allocate(label, CountersLayout.POOL_CURRENT_TYPE);
    int peak = manager.allocate(label, CountersLayout.POOL_PEAK_TYPE);
    long number = nextPool++;
    long above = parent instanceof Gauge gauge ? gauge.number : 0;
    for (int id : new int[] {current, peak}) {
      manager.setCounterOwnerId(id, above);
      manager.setCounterKey(id, key -> key.putLong(0, limitBytes));
      manager.setCounterRegistrationId(id, number); // last: from now on readers take it for a pool
    }
    return new Gauge(number, current, peak);
  }

  private static String cut(String name) {
    byte[] text = name.getBytes(UTF_8);
    return text.length <= LABEL_BYTES ? name : new String(text, 0, LABEL_BYTES, UTF_8);
  }

  /** The two counters of a pool. */
  private final class Gauge implements PoolGauge {
    private final long number;
    private final int current;
    private final int peak;
    private final int currentOffset;
    private final int peakOffset;
    private long peakBytes;

    Gauge(long number, int current, int peak) {
      this.number = number;
      this.current = current;
      this.peak = peak;
      this.currentOffset = CountersReader.counterOffset(current);
      this.peakOffset = CountersReader.counterOffset(peak);
    }

    @Override
    public void booked(long currentBytes, long newPeakBytes) {
      values.putLongRelease(currentOffset, currentBytes);
      if (newPeakBytes > peakBytes) {
        peakBytes = newPeakBytes;
        values.putLongRelease(peakOffset, newPeakBytes);
      }
    }

    @Override
    public void limit(long limitBytes) {
      synchronized (CountersFile.this) {
        manager.setCounterKey(current, key -> key.putLong(0, limitBytes));
        manager.setCounterKey(peak, key -> key.putLong(0, limitBytes));
      }
    }

    @Override
    public void close() {
      synchronized (CountersFile.this) {
        openPools--;
        for (int id : new int[] {current, peak}) {
          manager.setCounterRegistrationId(id, 0);
          manager.free(id);
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Where a mapped file cannot be deleted the sweep of a later process does it.
      System.getLogger(CountersFile.class.getName())
          .log(System.Logger.Level.DEBUG, "counters file stays: file=" + path, e);
    }
  }
}
