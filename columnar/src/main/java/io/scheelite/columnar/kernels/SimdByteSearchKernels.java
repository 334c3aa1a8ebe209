package io.scheelite.columnar.kernels;

import io.scheelite.memory.NativeMemory;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * SIMD twin of {@link ByteSearch}: as many positions at a time as a vector has bytes, in short
 * texts 32 or 16; loaded only where the Vector API is there.
 */
final class SimdByteSearchKernels {
  private static final VectorSpecies<Byte> WIDEST = ByteVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> WIDE =
      WIDEST.length() >= 32 ? ByteVector.SPECIES_256 : ByteVector.SPECIES_128;
  private static final VectorSpecies<Byte> NARROW = ByteVector.SPECIES_128;
  private static final int MANY_POSITIONS = 4 * WIDEST.length();

  /** Texts with fewer positions are left to the scalar twin. */
  static final int FEWEST_POSITIONS = NARROW.length();

  private SimdByteSearchKernels() {}

  /** As {@link ByteSearch#indexInScalar}, for at least {@link #FEWEST_POSITIONS} positions. */
  static int indexOf(long text, int last, ByteSearch search) {
    if (last >= MANY_POSITIONS) {
      return widest(text, last, search);
    }
    return last >= WIDE.length() - 1 ? wide(text, last, search) : narrow(text, last, search);
  }

  // three twins, since a species that is not a constant to the JIT makes objects of vectors

  private static int widest(long text, int last, ByteSearch search) {
    long first = text + search.firstOffset();
    long second = text + search.secondOffset();
    long third = text + search.thirdOffset();
    byte firstByte = search.byteAt(search.firstOffset());
    byte secondByte = search.byteAt(search.secondOffset());
    byte thirdByte = search.byteAt(search.thirdOffset());
    for (int base = 0; base <= last; base += WIDEST.length()) {
      int start = Math.min(base, last - (WIDEST.length() - 1)); // the last block overlaps
      long hits =
          load(WIDEST, first + start)
              .eq(firstByte)
              .and(load(WIDEST, second + start).eq(secondByte))
              .and(load(WIDEST, third + start).eq(thirdByte))
              .toLong();
      while (hits != 0) {
        int position = start + Long.numberOfTrailingZeros(hits);
        if (search.matchesAt(text + position)) {
          return position;
        }
        hits &= hits - 1;
      }
    }
    return -1;
  }

  private static int wide(long text, int last, ByteSearch search) {
    long first = text + search.firstOffset();
    long second = text + search.secondOffset();
    long third = text + search.thirdOffset();
    byte firstByte = search.byteAt(search.firstOffset());
    byte secondByte = search.byteAt(search.secondOffset());
    byte thirdByte = search.byteAt(search.thirdOffset());
    for (int base = 0; base <= last; base += WIDE.length()) {
      int start = Math.min(base, last - (WIDE.length() - 1));
      long hits =
          load(WIDE, first + start)
              .eq(firstByte)
              .and(load(WIDE, second + start).eq(secondByte))
              .and(load(WIDE, third + start).eq(thirdByte))
              .toLong();
      while (hits != 0) {
        int position = start + Long.numberOfTrailingZeros(hits);
        if (search.matchesAt(text + position)) {
          return position;
        }
        hits &= hits - 1;
      }
    }
    return -1;
  }

  private static int narrow(long text, int last, ByteSearch search) {
    long first = text + search.firstOffset();
    long second = text + search.secondOffset();
    long third = text + search.thirdOffset();
    byte firstByte = search.byteAt(search.firstOffset());
    byte secondByte = search.byteAt(search.secondOffset());
    byte thirdByte = search.byteAt(search.thirdOffset());
    for (int base = 0; base <= last; base += NARROW.length()) {
      int start = Math.min(base, last - (NARROW.length() - 1));
      long hits =
          load(NARROW, first + start)
              .eq(firstByte)
              .and(load(NARROW, second + start).eq(secondByte))
              .and(load(NARROW, third + start).eq(thirdByte))
              .toLong();
      while (hits != 0) {
        int position = start + Long.numberOfTrailingZeros(hits);
        if (search.matchesAt(text + position)) {
          return position;
        }
        hits &= hits - 1;
      }
    }
    return -1;
  }

  private static ByteVector load(VectorSpecies<Byte> species, long address) {
    return ByteVector.fromMemorySegment(
        species, NativeMemory.EVERYTHING, address, ByteOrder.LITTLE_ENDIAN);
  }
}
