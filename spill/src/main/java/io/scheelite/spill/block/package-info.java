/**
 * Keeps computed data for later use: cached data frames and in-memory tables, in storage memory, on
 * disk, or both.
 *
 * <p>A {@link io.scheelite.spill.block.BlockStore} holds blocks under a {@link
 * io.scheelite.spill.block.BlockId}; the {@link io.scheelite.spill.block.StorageLevel} of a dataset
 * says where its blocks may be. A {@link io.scheelite.spill.block.BlockWriter} unrolls a block step
 * by step; a {@link io.scheelite.spill.block.BlockLease} is the read lock under which it is read.
 * Whatever is stored may vanish between two leases: who caches can compute the data again.
 *
 * <p>The store is thread-safe. Writers and leases belong to one thread at a time; whoever got one
 * closes it.
 */
@NullMarked
package io.scheelite.spill.block;

import org.jspecify.annotations.NullMarked;
