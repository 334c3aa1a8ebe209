package io.scheelite.memory;

/**
 * Says that somebody broke the rules of native memory, and whose memory it was: thrown and listed
 * by a {@link MemoryManager} with {@link MemoryConfig#guards}. A bug of the code named, never of
 * data or settings.
 */
public final class MemoryCorruptionException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  /** Which rule was broken. */
  public enum Kind {
    /** Bytes behind the allocation were written. */
    OVERRUN("memory was written behind its end"),
    /** Bytes before the allocation were written. */
    UNDERRUN("memory was written before its start"),
    /** Bytes of the allocation were written after it was freed. */
    USE_AFTER_FREE("memory was written after it was freed"),
    /** It was freed before. */
    DOUBLE_FREE("memory was freed twice"),
    /** It belongs to another consumer, or to no allocation of this manager. */
    FOREIGN_FREE("memory was freed by somebody who does not hold it"),
    /** It was freed with another size than it has. */
    WRONG_SIZE("memory was freed with another size than it has");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final Kind kind;
  private final String owner;
  private final long address;
  private final String allocationSite;

  MemoryCorruptionException(
      Kind kind, String owner, long address, String details, String allocationSite) {
    super(
        ErrorCode.INTERNAL,
        kind.text
            + ": owner="
            + owner
            + " address=0x"
            + Long.toHexString(address)
            + details
            + (allocationSite.isEmpty() ? "" : "\n  allocated" + allocationSite));
    this.kind = kind;
    this.owner = owner;
    this.address = address;
    this.allocationSite = allocationSite;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * Path of the pool that the memory is, or was, booked to; empty when nobody knows the address.
   */
  public String owner() {
    return owner;
  }

  /** Start of the allocation, or the address that was freed. */
  public long address() {
    return address;
  }

  /** Stack trace of the allocation; empty when nobody knows the address. */
  public String allocationSite() {
    return allocationSite;
  }
}
