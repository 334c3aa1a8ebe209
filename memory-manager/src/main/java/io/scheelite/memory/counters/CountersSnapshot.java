package io.scheelite.memory.counters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.status.CountersReader;

/**
 * What a counters file said at one moment. Reading copies the file and touches nothing else: the
 * process that writes it does not notice. Each number is whole; numbers of one snapshot may be of
 * slightly different moments.
 *
 * @param file where it was read
 * @param startMillis when the process started, milliseconds since 1970; 0 = unknown
 * @param createdMillis when this engine started to count
 * @param live whether the process ran when the file was read
 * @param command main class and arguments
 * @param counters all that the file holds, in its order; counters that this version does not know
 *     are among {@code others}
 * @param others counters of newer versions, by label
 * @param pools each below the one it belongs to
 */
@SuppressWarnings("EnumOrdinal") // the layout numbers counters by their order
public record CountersSnapshot(
    Path file,
    long pid,
    long startMillis,
    long createdMillis,
    boolean live,
    String command,
    Map<EngineCounter, Long> counters,
    Map<String, Long> others,
    List<Pool> pools) {
  private static final int MAX_LABEL_BYTES = CountersReader.MAX_LABEL_LENGTH;

  /** Engine, query, task and operator, with some to spare. */
  private static final int MAX_DEPTH = 16;

  /** Copies what it is given. */
  public CountersSnapshot {
    counters = Collections.unmodifiableMap(new EnumMap<>(counters));
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    pools = List.copyOf(pools);
  }

  /**
   * A pool of memory.
   *
   * @param number identifies it in its process
   * @param parent number of the pool above; 0 = none
   * @param limitBytes {@link Long#MAX_VALUE} for none of its own
   */
  public record Pool(
      long number, long parent, String name, long currentBytes, long peakBytes, long limitBytes) {}

  /** One record of the file. */
  private record Entry(
      int type, long registration, long owner, long key, String label, long value) {}

  /**
   * Reads a file.
   *
   * @throws CountersFormatException if it is damaged, foreign, or of a newer version
   */
  public static CountersSnapshot read(Path file) throws IOException {
    ByteBuffer header = header(file);
    int capacity = header.getInt(CountersLayout.CAPACITY_OFFSET);
    int commandLength = header.getInt(CountersLayout.COMMAND_LENGTH_OFFSET);
    if (capacity < 1
        || capacity > CountersLayout.MAX_CAPACITY
        || commandLength < 0
        || commandLength > CountersLayout.MAX_COMMAND_BYTES) {
      throw damaged(file);
    }
    byte[] command = new byte[commandLength];
    header.get(CountersLayout.COMMAND_OFFSET, command);
    ByteBuffer all = content(file, CountersLayout.fileBytes(capacity));
    ProcessIdentity process = identity(header);
    Map<EngineCounter, Long> counters = new EnumMap<>(EngineCounter.class);
    Map<String, Long> others = new LinkedHashMap<>();
    List<Entry> poolEntries = new ArrayList<>();
    for (Entry entry : entries(all, capacity, file)) {
      if (entry.type >= 0 && entry.type < EngineCounter.values().length) {
        counters.put(EngineCounter.values()[entry.type], entry.value);
      } else if (entry.type == CountersLayout.POOL_CURRENT_TYPE
          || entry.type == CountersLayout.POOL_PEAK_TYPE) {
        poolEntries.add(entry);
      } else {
        others.put(entry.label, entry.value);
      }
    }
    return new CountersSnapshot(
        file,
        process.pid(),
        process.startMillis(),
        header.getLong(CountersLayout.CREATED_OFFSET),
        process.alive(),
        printable(command),
        counters,
        others,
        pools(poolEntries));
  }

  /** Whether it is still being made, or its maker died over it: the magic comes last. */
  static boolean unfinished(Path file) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(Long.BYTES);
    try (FileChannel channel = open(file)) {
      while (magic.hasRemaining() && channel.read(magic) >= 0) {
        continue;
      }
    }
    return magic.getLong(0) == 0;
  }

  /** Opens nothing that would make a reader wait, such as a pipe, and follows no link. */
  private static FileChannel open(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new CountersFormatException("not a counters file", file);
    }
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Whose file it is. */
  static ProcessIdentity identity(Path file) throws IOException {
    return identity(header(file));
  }

  private static ProcessIdentity identity(ByteBuffer header) {
    return new ProcessIdentity(
        header.getLong(CountersLayout.PID_OFFSET), header.getLong(CountersLayout.START_OFFSET));
  }

  private static ByteBuffer header(Path file) throws IOException {
    ByteBuffer header = content(file, CountersLayout.HEADER_BYTES);
    if (header.getLong(CountersLayout.MAGIC_OFFSET) != CountersLayout.MAGIC) {
      throw new CountersFormatException("not a counters file", file);
    }
    int version = header.getInt(CountersLayout.VERSION_OFFSET);
    if (version > CountersLayout.VERSION) {
      throw new CountersFormatException(
          "counters are of a newer version, read them with that one: version="
              + version
              + " known="
              + CountersLayout.VERSION,
          file);
    }
    if (version < 1) {
      throw damaged(file);
    }
    return header;
  }

  private static ByteBuffer content(Path file, int bytes) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = open(file)) {
      while (content.hasRemaining()) {
        if (channel.read(content) < 0) {
          throw damaged(file);
        }
      }
    }
    return content;
  }

  private static CountersFormatException damaged(Path file) {
    return new CountersFormatException("counters file is damaged or not finished", file);
  }

  private static List<Entry> entries(ByteBuffer all, int capacity, Path file)
      throws CountersFormatException {
    List<Entry> entries = new ArrayList<>();
    for (int id = 0; id < capacity; id++) {
      int record = CountersLayout.HEADER_BYTES + CountersReader.metaDataOffset(id);
      int state = all.getInt(record);
      if (state == CountersReader.RECORD_UNUSED) {
        break;
      }
      if (state != CountersReader.RECORD_ALLOCATED && state != CountersReader.RECORD_RECLAIMED) {
        throw damaged(file);
      }
      int length = all.getInt(record + CountersReader.LABEL_OFFSET);
      if (length < 0 || length > MAX_LABEL_BYTES) {
        throw damaged(file);
      }
      if (state == CountersReader.RECORD_ALLOCATED) {
        byte[] label = new byte[length];
        all.get(record + CountersReader.LABEL_OFFSET + Integer.BYTES, label);
        int value = CountersLayout.valuesOffset(capacity) + CountersReader.counterOffset(id);
        entries.add(
            new Entry(
                all.getInt(record + CountersReader.TYPE_ID_OFFSET),
                all.getLong(value + CountersReader.REGISTRATION_ID_OFFSET),
                all.getLong(value + CountersReader.OWNER_ID_OFFSET),
                all.getLong(record + CountersReader.KEY_OFFSET),
                printable(label),
                all.getLong(value)));
      }
    }
    return entries;
  }

  /** On one line, and without what would steer a terminal. */
  private static String printable(byte[] text) {
    return new String(text, UTF_8).replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Pools in the order in which they were opened. Those that form no tree are left out: they were
   * caught while they changed, or the file is damaged.
   */
  private static List<Pool> pools(List<Entry> entries) {
    List<Pool> pools = new ArrayList<>();
    Map<Long, Integer> depths = new HashMap<>();
    for (Pool pool : completePools(entries)) {
      int depth = depths.getOrDefault(pool.parent, 0) + 1;
      if (pool.parent < pool.number
          && depth <= MAX_DEPTH
          && depths.putIfAbsent(pool.number, depth) == null) {
        pools.add(pool);
      }
    }
    return pools;
  }

  /** Those whose two counters are both there. */
  private static List<Pool> completePools(List<Entry> entries) {
    Map<Long, Entry> peaks = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.type == CountersLayout.POOL_PEAK_TYPE) {
        peaks.put(entry.registration, entry);
      }
    }
    List<Pool> pools = new ArrayList<>();
    for (Entry entry : entries) {
      Entry peak = peaks.get(entry.registration);
      if (entry.type == CountersLayout.POOL_CURRENT_TYPE
          && entry.registration > 0
          && peak != null) {
        pools.add(
            new Pool(
                entry.registration, entry.owner, entry.label, entry.value, peak.value, entry.key));
      }
    }
    pools.sort((left, right) -> Long.compare(left.number, right.number));
    return pools;
  }

  /** A counter's value; 0 if the file does not hold it. */
  public long value(EngineCounter counter) {
    return counters.getOrDefault(counter, 0L);
  }
}
