package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Plays a table of calls against a manager and compares answers and pools line by line.
 *
 * <p>Memory: a region of 96 chunks, 48 of them safe for storage. All numbers are chunks. Lines:
 *
 * <pre>
 *   call | answer | execution pool, used, storage pool, used | why
 *
 *   store D n          a block of n chunks of dataset D: yes or no
 *   drop D n           gives n chunks of D back
 *   lock D, unlock D   D is being read
 *   acquire T.c n      consumer c of task T asks: the grant, or "waits"
 *   release T.c n      gives back: the chunks really given back
 *   end T              the task ends
 * </pre>
 *
 * What else a call did follows its answer: {@code evicts D=n}, {@code spills T.c=n}, {@code wakes
 * T.c}. A consumer whose name begins with "fixed" cannot be spilled.
 */
final class Scenario implements AutoCloseable {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;
  static final long REGION_CHUNKS = 96;

  /** A consumer that uses all it gets and can give it back. */
  private final class Holder implements Reclaimable {
    final String name;
    final MemoryConsumer consumer;
    volatile long used;

    Holder(TaskMemory task, ReclaimGate gate, String name) {
      this.name = name;
      boolean fixed = name.contains(".fixed");
      consumer = task.newConsumer(mode, gate, name, 0, fixed ? NONE : this);
    }

    @Override
    public long reclaimableBytes() {
      return used;
    }

    @Override
    public long reclaim(long targetBytes) {
      long freed = Math.min(targetBytes, used);
      used -= freed;
      consumer.unuse(freed);
      effects.add("spills " + name + "=" + freed / CHUNK);
      return freed;
    }
  }

  private final MemoryMode mode;
  final MemoryManager manager;
  final ManualClock clock = new ManualClock();
  private final QueryMemory query;
  private final Map<String, TaskMemory> tasks = new LinkedHashMap<>();
  private final Map<String, ReclaimGate> gates = new LinkedHashMap<>();
  private final Map<String, Holder> holders = new LinkedHashMap<>();
  private final Map<String, CompletableFuture<Void>> waits = new TreeMap<>();
  private final List<String> blocks = new ArrayList<>(); // dataset of each chunk, oldest first
  private final List<String> locked = new ArrayList<>();
  private final List<String> effects = new ArrayList<>();

  Scenario(MemoryMode mode) {
    this.mode = mode;
    // On-heap: (300 MiB + 384 MiB − 300 MiB) / 64 = 6 MiB = 96 chunks.
    MemoryConfig config =
        MemoryConfig.defaults()
            .withOffHeapBytes(REGION_CHUNKS * CHUNK)
            .withHeapBytes(MemoryConfig.RESERVED_HEAP_BYTES + (384L << 20))
            .withFraction(1 / 64.0)
            .withTrackAllocationSites(true);
    manager = new MemoryManager(config, Runnable::run, clock);
    query = TestMemory.now(manager, "query", 0);
    manager.storage(mode).evictWith(this::evict);
  }

  /** Plays a table; lines that are empty or begin with # are skipped. */
  Scenario play(String table) {
    for (String line : table.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] cells = line.split("\\|");
        assertThat(cells).as(line).hasSize(4);
        effects.clear();
        String answer = call(cells[0].strip().split(" +"));
        waits.entrySet().removeIf(this::woken);
        String all = effects.isEmpty() ? answer : answer + " " + String.join(" ", effects);
        assertThat(all).as(line).isEqualTo(cells[1].strip());
        assertThat(pools()).as(line).isEqualTo(cells[2].strip().replaceAll(" +", " "));
      }
    }
    return this;
  }

  private boolean woken(Map.Entry<String, CompletableFuture<Void>> wait) {
    if (wait.getValue().isDone()) {
      effects.add("wakes " + wait.getKey());
    }
    return wait.getValue().isDone();
  }

  private String call(String[] words) {
    long bytes = words.length > 2 ? Long.parseLong(words[2]) * CHUNK : 0;
    return switch (words[0]) {
      case "store" -> store(words[1], bytes);
      case "drop" -> drop(words[1], bytes);
      case "lock" -> locked.add(words[1]) ? "ok" : "";
      case "unlock" -> unlock(words[1]);
      case "acquire" -> acquire(words[1], bytes);
      case "release" -> release(words[1], bytes);
      case "end" -> end(words[1]);
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String unlock(String dataset) {
    String answer = locked.remove(dataset) ? "ok" : "";
    manager.storage(mode).becameEvictable();
    return answer;
  }

  private String store(String dataset, long bytes) {
    boolean stored = manager.storage(mode).acquire(dataset, bytes);
    for (long done = 0; stored && done < bytes; done += CHUNK) {
      blocks.add(dataset);
    }
    return stored ? "yes" : "no";
  }

  private String drop(String dataset, long bytes) {
    for (long done = 0; done < bytes; done += CHUNK) {
      blocks.remove(dataset);
    }
    manager.storage(mode).release(bytes);
    return "ok";
  }

  /** Oldest first, never of the spared dataset, never what is read, all or nothing. */
  private void evict(long bytesNeeded, String spareDataset) {
    List<String> chosen = new ArrayList<>();
    for (String dataset : blocks) {
      boolean may = !dataset.equals(spareDataset) && !locked.contains(dataset);
      if (may && chosen.size() * CHUNK < bytesNeeded) {
        chosen.add(dataset);
      }
    }
    if (chosen.size() * CHUNK < bytesNeeded) {
      return;
    }
    Map<String, Integer> evicted = new TreeMap<>();
    for (String dataset : chosen) {
      blocks.remove(dataset); // its oldest chunk
      evicted.merge(dataset, 1, Integer::sum);
    }
    evicted.forEach((dataset, chunks) -> effects.add("evicts " + dataset + "=" + chunks));
    manager.storage(mode).release(bytesNeeded);
  }

  private Holder holder(String name) {
    String task = name.substring(0, name.indexOf('.'));
    return holders.computeIfAbsent(
        name,
        ignored ->
            new Holder(
                tasks.computeIfAbsent(task, query::newTask),
                gates.computeIfAbsent(task, ignored2 -> tasks.get(task).newGate(task)),
                name));
  }

  private String acquire(String name, long bytes) {
    Holder holder = holder(name);
    ReclaimGate gate = holder.consumer.gate();
    assertThat(gate.tryEnter()).isTrue();
    MemoryGrant grant = holder.consumer.acquire(bytes);
    String answer =
        switch (grant) {
          case MemoryGrant.Granted granted -> {
            holder.consumer.use(granted.bytes());
            holder.used += granted.bytes();
            yield String.valueOf(granted.bytes() / CHUNK);
          }
          case MemoryGrant.Pending pending -> {
            waits.put(name, pending.retry());
            yield "waits";
          }
        };
    gate.exit();
    return answer;
  }

  private String release(String name, long bytes) {
    Holder holder = holder(name);
    long unused = Math.min(bytes, holder.used);
    holder.used -= unused;
    holder.consumer.unuse(unused);
    return String.valueOf(holder.consumer.release(bytes) / CHUNK);
  }

  private String end(String task) {
    tasks.remove(task).close();
    gates.remove(task);
    holders.keySet().removeIf(name -> name.startsWith(task + "."));
    return "ok";
  }

  private String pools() {
    synchronized (manager.ledger().lock()) {
      UnifiedRegion region = manager.ledger().region(mode);
      return region.executionPoolBytes() / CHUNK
          + " "
          + region.executionUsed() / CHUNK
          + " "
          + region.storagePoolBytes() / CHUNK
          + " "
          + region.storageUsed() / CHUNK;
    }
  }

  /** The future of a consumer that waits. */
  CompletableFuture<Void> wait(String name) {
    return waits.get(name);
  }

  /** Ends everything; nothing may be left. */
  @Override
  public void close() {
    holders.values().forEach(holder -> holder.consumer.unuse(holder.used));
    query.close();
    manager.storage(mode).release(blocks.size() * CHUNK);
    assertThat(manager.outstandingBytes()).isZero();
    assertThat(clock.pendingTimers()).isZero();
    manager.close();
  }
}
