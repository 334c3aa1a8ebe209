package io.scheelite.memory;

import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Handles of 64 bits for places in a task's pages, valid for on-heap and off-heap pages alike.
 *
 * <pre>
 *   63          51 50                                     0
 *   | page number |            offset in the page         |
 *       13 bit                     51 bit
 * </pre>
 *
 * <p>Handles are for the border; kernels work with addresses. Thread-safe.
 */
public final class PageTable {
  public static final int PAGE_NUMBER_BITS = 13;
  public static final int OFFSET_BITS = 51;
  public static final int MAX_PAGES = 1 << PAGE_NUMBER_BITS;

  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
  // An array of longs must be addressable by an int and leave room for its header.
  private static final long LARGEST_ON_HEAP_PAGE_BYTES = (Integer.MAX_VALUE - 8L) * Long.BYTES;

  private final MemoryConfig config;
  private final @Nullable MemoryPage[] pages = new @Nullable MemoryPage[MAX_PAGES];
  private final BitSet used = new BitSet(MAX_PAGES);

  PageTable(MemoryConfig config) {
    this.config = config;
  }

  /** The size pages of this mode should have. */
  public long pageBytes(MemoryMode mode) {
    return config.pageBytes(mode, Runtime.getRuntime().availableProcessors());
  }

  /**
   * A page of at least this size (whole chunks) in the consumer's mode, out of the consumer's
   * reservation.
   *
   * @throws IllegalStateException if it is not reserved, or all page numbers are taken
   */
  public synchronized MemoryPage allocatePage(MemoryConsumer consumer, long sizeBytes) {
    int number = used.nextClearBit(0);
    if (number >= MAX_PAGES) {
      throw new IllegalStateException("all page numbers are taken: pages=" + MAX_PAGES);
    }
    long rounded = MemoryConsumer.roundUpToChunk(sizeBytes);
    MemoryPage page =
        new MemoryPage(number, consumer.mode(), bytesOf(consumer, rounded), rounded, consumer);
    pages[number] = page;
    used.set(number);
    return page;
  }

  private static MemorySegment bytesOf(MemoryConsumer consumer, long sizeBytes) {
    if (consumer.mode() == MemoryMode.OFF_HEAP) {
      return NativeMemory.segment(consumer.allocate(sizeBytes), sizeBytes);
    }
    if (sizeBytes > LARGEST_ON_HEAP_PAGE_BYTES) {
      throw new IllegalArgumentException("page is too large for the heap: sizeBytes=" + sizeBytes);
    }
    consumer.use(sizeBytes);
    return MemorySegment.ofArray(new long[(int) (sizeBytes / Long.BYTES)]);
  }

  /** Gives a page back to its consumer's reservation; its handles are dead. */
  public synchronized void freePage(MemoryPage page) {
    if (page != pages[page.number()]) {
      throw new IllegalStateException(
          "page is not in this table (double free?): page=" + page.number());
    }
    pages[page.number()] = null;
    used.clear(page.number());
    if (page.mode() == MemoryMode.OFF_HEAP) {
      page.owner().free(page.address(), page.sizeBytes());
    } else {
      page.owner().unuse(page.sizeBytes());
    }
  }

  /** The handle of a place in a page. */
  public static long handle(MemoryPage page, long offset) {
    if (offset < 0 || offset >= page.sizeBytes()) {
      throw new IndexOutOfBoundsException(
          "offset outside the page: offset=" + offset + " sizeBytes=" + page.sizeBytes());
    }
    return ((long) page.number() << OFFSET_BITS) | offset;
  }

  public static int pageNumber(long handle) {
    return (int) (handle >>> OFFSET_BITS);
  }

  public static long offset(long handle) {
    return handle & OFFSET_MASK;
  }

  /** The page a handle points into. */
  public synchronized MemoryPage page(long handle) {
    MemoryPage page = pages[pageNumber(handle)];
    if (page == null) {
      throw new IllegalStateException(
          "handle of a page that was freed: page=" + pageNumber(handle));
    }
    return page;
  }

  /** Absolute address a handle of an off-heap page points to. */
  public long address(long handle) {
    return page(handle).address() + offset(handle);
  }

  /** Forgets all pages; their memory goes with their consumers. */
  synchronized void clear() {
    used.stream().forEach(number -> pages[number] = null);
    used.clear();
  }
}
