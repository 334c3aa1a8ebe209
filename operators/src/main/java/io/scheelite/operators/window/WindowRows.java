package io.scheelite.operators.window;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.memory.Reclaimable;
import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.OperatorStats;
import io.scheelite.spill.SpillSpace;
import io.scheelite.spill.SpillWorkspace;
import io.scheelite.spill.SpillWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Rows by number: appended at the end, read anywhere, released from the beginning.
 *
 * <p>Rows lie in {@link RowPage}s of a chunk (larger for a row that is larger). A reclaim writes
 * all pages to a file and frees them. Pages that are read again come into a few page frames that
 * are held from the beginning, and into more where memory is free; the one not looked at for
 * longest makes room. So rows of any number can be read with the floor alone.
 *
 * <p>An address is valid until as many other pages were looked at as there are frames, less one.
 * Used by one thread at a time.
 */
final class WindowRows implements Reclaimable, AutoCloseable {
  /** Page frames that are always there. */
  private static final int FRAMES = 8;

  /** Most page frames beyond these, where memory is free. */
  private static final int EXTRA_FRAMES = 1024;

  private static final int OPEN_FILES = 8;
  private static final long PAGE_BYTES = MemoryConsumer.CHUNK_BYTES;

  /** Several pages per file even where memory is at its shortest. */
  private static final int SMALLEST_FILE_PAGES = 4;

  private static final long FRAME_BYTES = FRAMES * PAGE_BYTES;
  private static final RowPage NO_PAGE = new RowPage(Long.MAX_VALUE, 1, 0, 0);

  private final WindowLayout layout;
  private final SpillSpace spill;
  private final OperatorStats stats;
  private final MemoryConsumer memory;
  private final MemoryConsumer frames;
  private final SpillWorkspace workspace;
  private final List<RowPage> pages = new ArrayList<>();
  private final List<RowPage> loaded = new ArrayList<>();
  private final Deque<PageFile> openFiles = new ArrayDeque<>();
  private final List<PageFile> files = new ArrayList<>();
  private @Nullable RowPage tail;
  private long numRows;
  private long frameBytes = FRAME_BYTES;
  private long loadedBytes;
  private int extraFrames;
  private long clock;
  private int version;

  WindowRows(WindowLayout layout, DriverContext context) {
    this.layout = layout;
    this.spill = context.spill();
    this.stats = context.stats();
    this.memory = context.newConsumer("rows", rowFloorBytes(layout, context.batchSize()), this);
    this.frames =
        context.newConsumer("frames", FRAME_BYTES + SpillWorkspace.BYTES, Reclaimable.NONE);
    this.workspace = new SpillWorkspace(frames);
  }

  /** All that one of these holds for itself. */
  static long floorBytes(WindowLayout layout, int batchSize) {
    return rowFloorBytes(layout, batchSize) + FRAME_BYTES + SpillWorkspace.BYTES;
  }

  /** Room for a batch of rows without long strings, so that such a batch never waits for others. */
  private static long rowFloorBytes(WindowLayout layout, int batchSize) {
    long rowBytes = (long) layout.fixedBytes() + RowPage.SLOT_BYTES;
    long page = Math.max(PAGE_BYTES, MemoryConsumer.roundUpToChunk(rowBytes));
    long pages = (batchSize + page / rowBytes - 1) / (page / rowBytes);
    return Math.max(SMALLEST_FILE_PAGES, pages) * page;
  }

  /** How many rows were appended. */
  long numRows() {
    return numRows;
  }

  /** Reserves memory for rows, spilling what is here if need be; null = granted. */
  @Nullable CompletableFuture<Void> reserve(WindowRowWriter rows, int count) {
    long largest = MemoryConsumer.roundUpToChunk(rows.largestRowBytes() + RowPage.SLOT_BYTES);
    frameBytes = Math.max(frameBytes, FRAMES / 2 * largest);
    CompletableFuture<Void> frameWait = reserveFrames();
    if (frameWait != null) {
      return frameWait;
    }
    while (true) {
      int before = version;
      CompletableFuture<Void> wait = memory.reserve(bytesFor(rows, count));
      if (wait != null || version == before) {
        return wait;
      }
      // spilled: the room in the last page is gone, so the rows need more than before
    }
  }

  /**
   * Makes sure that pages can be read, which takes more than the floor where rows are larger than
   * pages; null = granted.
   */
  @Nullable CompletableFuture<Void> reserveFrames() {
    return frameBytes == FRAME_BYTES ? null : frames.reserve(frameBytes - loadedBytes);
  }

  private long bytesFor(WindowRowWriter rows, int count) {
    RowPage last = tail;
    long free = last == null ? 0 : last.freeBytes();
    long total = 0;
    for (int i = 0; i < count; i++) {
      long need = spaceOf(rows.rowBytes(i));
      if (need > free) {
        free = pageBytes(need);
        total += free;
      }
      free -= need;
    }
    return total;
  }

  private long spaceOf(long rowBytes) {
    return layout.hasVariable() ? rowBytes + RowPage.SLOT_BYTES : rowBytes;
  }

  private static long pageBytes(long need) {
    return Math.max(PAGE_BYTES, MemoryConsumer.roundUpToChunk(need));
  }

  /** Room for one more row; reserved before. */
  long append(long rowBytes) {
    RowPage page = tail;
    long need = spaceOf(rowBytes);
    if (page == null || need > page.freeBytes()) {
      long size = pageBytes(need);
      int fixed = layout.hasVariable() ? 0 : layout.fixedBytes();
      page = new RowPage(numRows, fixed, memory.allocate(size), size);
      pages.add(page);
      tail = page;
    }
    numRows++;
    return page.allocate(rowBytes);
  }

  /** A place to read from. */
  Cursor cursor() {
    return new Cursor();
  }

  /** Finds rows by number; quick where the next row is near the one before. */
  final class Cursor {
    private RowPage page = NO_PAGE;

    /** Address of a row that was appended and not released. */
    long address(long row) {
      RowPage current = page;
      if (!current.contains(row)) {
        current = find(row);
        page = current;
      }
      if (current.address == 0) {
        load(current);
      }
      current.lastUse = ++clock;
      return current.rowAddress(row);
    }
  }

  private RowPage find(long row) {
    int low = 0;
    int high = pages.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pages.get(middle).firstRow <= row) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (pages.isEmpty() || !pages.get(low).contains(row)) {
      throw new IllegalStateException("no such row: row=" + row + " rows=" + numRows);
    }
    return pages.get(low);
  }

  private void load(RowPage page) {
    PageFile file = page.file;
    if (file == null) {
      throw new IllegalStateException("page is nowhere: firstRow=" + page.firstRow);
    }
    long size = pageBytes(page.storedBytes());
    while (!findFrame(page, size)) {
      evictOldest();
    }
    page.address = (page.extra ? memory : frames).allocate(size);
    page.sizeBytes = size;
    loaded.add(page);
    open(file);
    file.read(page.block, page.address, workspace);
  }

  private boolean findFrame(RowPage page, long size) {
    page.extra = loadedBytes + size > frameBytes;
    if (!page.extra) {
      loadedBytes += size;
      return true;
    }
    boolean free = extraFrames < EXTRA_FRAMES && memory.tryReserve(size);
    extraFrames += free ? 1 : 0;
    return free;
  }

  private void open(PageFile file) {
    if (!file.isOpen()) {
      if (openFiles.size() == OPEN_FILES) {
        openFiles.removeFirst().rest();
      }
      openFiles.addLast(file);
    }
  }

  private void evictOldest() {
    RowPage oldest = null;
    for (RowPage page : loaded) {
      if (oldest == null || page.lastUse < oldest.lastUse) {
        oldest = page;
      }
    }
    if (oldest == null) {
      throw new IllegalStateException("page is larger than all frames: bytes=" + frameBytes);
    }
    unload(oldest);
  }

  private void unload(RowPage page) {
    loaded.remove(page);
    if (page.extra) {
      extraFrames--;
      memory.free(page.address, page.sizeBytes);
    } else {
      loadedBytes -= page.sizeBytes;
      frames.free(page.address, page.sizeBytes);
    }
    page.address = 0;
  }

  /** Forgets the rows before one; pages go when all their rows have. */
  void release(long firstKept) {
    int done = 0;
    while (done < pages.size() && pages.get(done).firstRow + pages.get(done).numRows <= firstKept) {
      drop(pages.get(done));
      done++;
    }
    if (done > 0) {
      pages.subList(0, done).clear();
    }
  }

  private void drop(RowPage page) {
    PageFile file = page.file;
    if (file == null) {
      memory.free(page.address, page.sizeBytes);
    } else {
      if (page.address != 0) {
        unload(page);
      }
      if (file.dropPage()) {
        openFiles.remove(file);
        files.remove(file);
      }
    }
    if (page == tail) {
      tail = null;
    }
  }

  @Override
  public long reclaimableBytes() {
    return memory.usedBytes();
  }

  @Override
  public long reclaim(long targetBytes) {
    long before = memory.usedBytes();
    List.copyOf(loaded).stream().filter(page -> page.extra).forEach(this::unload);
    List<RowPage> written = pages.stream().filter(page -> page.file == null).toList();
    if (!written.isEmpty()) {
      write(written);
      version++;
    }
    return before - memory.usedBytes();
  }

  private void write(List<RowPage> written) {
    PageFile file = new PageFile();
    try (SpillWriter writer = spill.newFile(layout.contentHash(), workspace)) {
      for (int i = 0; i < written.size(); i++) {
        written.get(i).writeTo(writer, file, i);
      }
      file.written(writer.finish());
      stats.addSpill(writer.writtenBytes());
    }
    files.add(file);
    for (RowPage page : written) {
      memory.free(page.address, page.sizeBytes);
      page.address = 0;
    }
    tail = null;
  }

  @Override
  public void close() {
    files.forEach(PageFile::close);
    files.clear();
    openFiles.clear();
    pages.clear();
    loaded.clear();
    memory.close();
    workspace.close();
    frames.close();
  }
}
