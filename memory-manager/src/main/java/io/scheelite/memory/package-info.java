/**
 * Hands out and takes back memory, so that everything an engine holds is on one ledger and can be
 * asked back.
 *
 * <p>Main types: {@link io.scheelite.memory.MemoryManager} (one per engine) admits a {@link
 * io.scheelite.memory.QueryMemory}, which opens a {@link io.scheelite.memory.TaskMemory}, which
 * opens {@link io.scheelite.memory.MemoryConsumer}s. A consumer reserves bytes before it needs them
 * and gives bytes back through its {@link io.scheelite.memory.Reclaimable} when others are short.
 * {@link io.scheelite.memory.NativeMemory} is the one door to raw memory.
 *
 * <p>Ownership: whoever allocates frees; a task frees what its consumers left behind and reports it
 * as a leak. Threads: the manager, queries, tasks and pools may be used from any thread; a consumer
 * belongs to one driver at a time, and its driver's {@link io.scheelite.memory.ReclaimGate} says
 * who may touch its state. No call waits: what cannot be granted now is a future.
 */
@NullMarked
package io.scheelite.memory;

import org.jspecify.annotations.NullMarked;
