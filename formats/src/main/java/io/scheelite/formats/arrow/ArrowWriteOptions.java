package io.scheelite.formats.arrow;

/**
 * How Arrow IPC is written.
 *
 * @param format a file or a stream
 * @param compression of all buffers
 */
public record ArrowWriteOptions(ArrowIpcFormat format, ArrowCompression compression) {
  /** Without compression. */
  public static ArrowWriteOptions of(ArrowIpcFormat format) {
    return new ArrowWriteOptions(format, ArrowCompression.NONE);
  }

  /** The same with another compression. */
  public ArrowWriteOptions withCompression(ArrowCompression compression) {
    return new ArrowWriteOptions(format, compression);
  }
}
