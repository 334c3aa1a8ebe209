package io.scheelite.shuffle.client;

import java.nio.ByteBuffer;

/** Where the bytes of one fetch go, as they arrive. */
public interface FetchTarget {
  /**
   * Takes the next bytes, from the first to the last in order. Once the fetch is not wanted any
   * more they are dropped.
   *
   * @param offset of the piece in the request
   * @param piece lent for the call
   */
  void write(int offset, ByteBuffer piece);
}
