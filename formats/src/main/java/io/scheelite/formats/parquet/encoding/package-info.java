/**
 * Decodes and encodes the values of Parquet pages, whole runs at a time, over native memory.
 *
 * <p>Decoders believe nothing: they stay between the address and the limit they are given and throw
 * {@link MalformedPageException} when the bytes do not fit together. They may load up to {@link
 * CodeUnpacking#SLACK_BYTES} bytes behind the limit, which page buffers provide. None is
 * thread-safe.
 */
@NullMarked
package io.scheelite.formats.parquet.encoding;

import org.jspecify.annotations.NullMarked;
