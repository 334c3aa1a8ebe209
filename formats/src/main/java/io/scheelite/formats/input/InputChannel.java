package io.scheelite.formats.input;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open {@link InputFile}. Threads read at the same time if its {@linkplain
 * ReadCost#concurrentReads() cost} says so; whoever opened it closes it, once, after which reads
 * under way end soon and write no more into their buffers once they have returned.
 */
@FunctionalInterface
public interface InputChannel extends AutoCloseable {
  /**
   * Reads some bytes at a position, at least one; -1 at the end. An interrupted thread may give up
   * with an {@link IOException}.
   *
   * @param into direct as a rule; filled from its position on
   */
  int read(ByteBuffer into, long position) throws IOException;

  @Override
  default void close() throws IOException {}
}
