package io.scheelite.columnar;

import io.scheelite.memory.ScratchAllocator;

/**
 * Memory that a vector may be written into: values and a validity bitmap, each with room for the
 * rows its maker had in mind. Owned by whoever allocated the memory.
 *
 * @param valuesAddress room for values, or for 32-bit codes
 * @param validityAddress room for a validity bitmap
 */
public record VectorTarget(long valuesAddress, long validityAddress) {
  /** Room for {@code capacity} rows of {@code type} in any width and encoding. */
  public static VectorTarget allocate(ScratchAllocator scratch, DataType type, int capacity) {
    return allocate(scratch, type.physicalType(), capacity);
  }

  /** Room for {@code capacity} rows of a physical type, or of codes. */
  public static VectorTarget allocate(ScratchAllocator scratch, PhysicalType type, int capacity) {
    return new VectorTarget(
        scratch.allocate(valuesBytes(type, capacity)),
        scratch.allocate(Bitmap.sizeBytes(capacity)));
  }

  /** Bytes of values that {@link #allocate} takes. */
  public static long valuesBytes(PhysicalType type, int capacity) {
    return (long) Math.max(Integer.BYTES, type.widthBytes()) * capacity;
  }

  /** Bytes that {@link #allocate} takes altogether, alignment included. */
  public static long sizeBytes(PhysicalType type, int capacity) {
    return valuesBytes(type, capacity)
        + Bitmap.sizeBytes(capacity)
        + 2L * ScratchAllocator.ALIGNMENT;
  }
}
