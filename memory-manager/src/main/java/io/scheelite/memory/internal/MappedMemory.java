package io.scheelite.memory.internal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Memory by {@code mmap}, {@code munmap} and {@code madvise} of the C library, on Linux and macOS.
 */
// restricted: this package is where native memory is made; IllegalCatch: a method handle declares
// Throwable
@SuppressWarnings({"restricted", "checkstyle:IllegalCatch"})
public final class MappedMemory implements SystemMemory {
  private static final long PROT_READ_WRITE = 1 | 2;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS_LINUX = 0x20;
  private static final int MAP_NORESERVE_LINUX = 0x4000;
  private static final int MAP_ANONYMOUS_MAC = 0x1000;
  private static final long MADV_DONTNEED = 4;
  private static final long MADV_HUGEPAGE = 14;
  private static final long MADV_NOHUGEPAGE = 15;
  private static final long MAP_FAILED = -1;

  private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
  private static final boolean LINUX = SYSTEM.startsWith("linux");
  private static final boolean MAC = SYSTEM.startsWith("mac");

  /**
   * All three functions take integers and give one: they share a descriptor, since each descriptor
   * of its own costs every process that starts. A function ignores registers beyond its arguments,
   * and the upper half of those that it declares as int.
   */
  private static final FunctionDescriptor INTEGERS =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private static final boolean USABLE = canCall();
  private static final long MAP_FLAGS =
      MAP_PRIVATE | (LINUX ? MAP_ANONYMOUS_LINUX | MAP_NORESERVE_LINUX : MAP_ANONYMOUS_MAC);

  private static final MethodHandle MMAP = find("mmap");
  private static final MethodHandle MUNMAP = find("munmap");
  private static final MethodHandle MADVISE = find("madvise");

  /** The function of the C library, or a stand-in that {@link #usable} keeps from being called. */
  private static MethodHandle find(String function) {
    return USABLE
        ? Linker.nativeLinker()
            .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(function), INTEGERS)
        : MethodHandles.empty(INTEGERS.toMethodType());
  }

  private static boolean canCall() {
    if (!LINUX && !MAC) {
      return false;
    }
    try {
      Linker linker = Linker.nativeLinker();
      linker.downcallHandle(INTEGERS);
      return Stream.of("mmap", "munmap", "madvise")
          .allMatch(function -> linker.defaultLookup().find(function).isPresent());
    } catch (UnsupportedOperationException | IllegalCallerException e) {
      return false; // no linker on this platform, or native access denied: ArenaMemory takes over
    }
  }

  /** Whether all three functions can be called here. */
  public static boolean usable() {
    return USABLE;
  }

  @Override
  public long map(long sizeBytes) {
    long address = mmap(sizeBytes);
    if (address == MAP_FAILED) {
      return 0;
    }
    if (address % SLOT_BYTES == 0) {
      return address;
    }
    unmap(address, sizeBytes);
    return mapAligned(sizeBytes);
  }

  /** Maps one slot more than needed and cuts both ends off. */
  private long mapAligned(long sizeBytes) {
    long start = mmap(sizeBytes + SLOT_BYTES);
    if (start == MAP_FAILED) {
      return 0;
    }
    long address = (start + SLOT_BYTES - 1) & -SLOT_BYTES;
    long head = address - start;
    if (head > 0) {
      unmap(start, head);
    }
    if (head < SLOT_BYTES) {
      unmap(address + sizeBytes, SLOT_BYTES - head);
    }
    return address;
  }

  private static long mmap(long sizeBytes) {
    try {
      return (long) MMAP.invokeExact(0L, sizeBytes, PROT_READ_WRITE, MAP_FLAGS, -1L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public void unmap(long address, long sizeBytes) {
    try {
      int result = (int) (long) MUNMAP.invokeExact(address, sizeBytes, 0L, 0L, 0L, 0L);
      assert result == 0 : "munmap failed: address=" + address + " sizeBytes=" + sizeBytes;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public boolean purge(long address, long sizeBytes) {
    // Elsewhere than on Linux the call is a hint that need not free anything.
    return LINUX && madvise(address, sizeBytes, MADV_DONTNEED);
  }

  @Override
  public boolean adviseHuge(long address, long sizeBytes) {
    return LINUX && madvise(address, sizeBytes, MADV_HUGEPAGE);
  }

  @Override
  public void adviseSmall(long address, long sizeBytes) {
    if (LINUX) {
      madvise(address, sizeBytes, MADV_NOHUGEPAGE);
    }
  }

  private static boolean madvise(long address, long sizeBytes, long advice) {
    try {
      return (int) (long) MADVISE.invokeExact(address, sizeBytes, advice, 0L, 0L, 0L) == 0;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A downcall itself throws nothing; whatever comes is an error of the JVM or a bug here. */
  private static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("call of the C library failed", e);
  }

  @Override
  public boolean splittable() {
    return true;
  }
}
