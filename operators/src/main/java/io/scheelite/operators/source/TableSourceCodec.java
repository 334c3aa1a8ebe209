package io.scheelite.operators.source;

/**
 * Turns tables of one kind into bytes and back, so that another process can scan them. Found by
 * ServiceLoader; stateless and thread-safe.
 */
public interface TableSourceCodec {
  /** Names the kind in messages between processes, such as {@code parquet}. */
  String kind();

  /** Whether {@link #encode} takes this table. */
  boolean encodes(TableSource table);

  /** What {@link #decode} needs to find the same data again: paths, sizes, not the data. */
  byte[] encode(TableSource table);

  /**
   * Opens the table that was encoded. Its splits are the same, in the same order, for the same
   * request.
   *
   * @throws io.scheelite.memory.ScheeliteException if the data is not there any more, or has
   *     changed since
   */
  TableSource decode(byte[] encoded);

  /**
   * Looks again whether the data of a table that was decoded before is still the same; cheap.
   *
   * @throws io.scheelite.memory.ScheeliteException if the data is not there any more, or has
   *     changed since
   */
  void verify(byte[] encoded);
}
