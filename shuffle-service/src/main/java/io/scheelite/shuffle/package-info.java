/**
 * Moves map outputs between tasks: files, the external service that serves them, its client.
 *
 * <p>A task writes one map output with a {@link io.scheelite.shuffle.file.MapOutputWriter}; its
 * commit yields a {@link io.scheelite.shuffle.MapOutput}, which tells the next stage what to fetch.
 * The {@link io.scheelite.shuffle.store.ShuffleStore} of the machine's service hands out pieces of
 * its file, and a {@link io.scheelite.shuffle.file.BlockDecoder} verifies and restores its blocks
 * at the other end. The service outlives the executors whose outputs it serves.
 *
 * <p>This package has the names that all of them share. Everything in it is immutable.
 */
@NullMarked
package io.scheelite.shuffle;

import org.jspecify.annotations.NullMarked;
