/**
 * The files of map outputs: where they lie, what is in them, how they are written, read back and
 * checked.
 *
 * <p>A {@link io.scheelite.shuffle.file.ShuffleFolder} has one folder per application. In it, a
 * {@link io.scheelite.shuffle.file.MapOutputWriter} writes a data file, and makes it the output of
 * its map task with an index that is linked into place at once; whoever comes second changes
 * nothing. A {@link io.scheelite.shuffle.file.MapOutputFile} is a committed output, open for
 * reading. A {@link io.scheelite.shuffle.file.BlockDecoder} verifies and restores blocks where they
 * have arrived.
 *
 * <p>Folders are thread-safe; writers and decoders belong to one thread at a time.
 */
@NullMarked
package io.scheelite.shuffle.file;

import org.jspecify.annotations.NullMarked;
