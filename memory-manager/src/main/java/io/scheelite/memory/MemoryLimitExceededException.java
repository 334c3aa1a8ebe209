package io.scheelite.memory;

/**
 * Says that memory could not be had: what was asked for, which limit stood in the way, the smallest
 * limit that would do when it is known, and (in the message) the pool tree with the largest
 * consumers.
 */
public final class MemoryLimitExceededException extends ScheeliteException {
  private static final long serialVersionUID = 1L;

  private final long requestedBytes;
  private final long limitBytes;
  private final long sufficientLimitBytes;

  MemoryLimitExceededException(
      ErrorCode code,
      String message,
      long requestedBytes,
      long limitBytes,
      long sufficientLimitBytes) {
    super(code, message);
    this.requestedBytes = requestedBytes;
    this.limitBytes = limitBytes;
    this.sufficientLimitBytes = sufficientLimitBytes;
  }

  public long requestedBytes() {
    return requestedBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }

  /**
   * The smallest limit at which the request would have been granted, or 0 when that is not known.
   */
  public long sufficientLimitBytes() {
    return sufficientLimitBytes;
  }
}
