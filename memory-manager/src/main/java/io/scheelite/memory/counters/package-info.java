/**
 * Counters of a process in a mapped file, so that it can be watched from outside while it runs, and
 * read once more after it has died.
 *
 * <p>Main types: {@link io.scheelite.memory.counters.CounterSink} is where the engine writes,
 * {@link io.scheelite.memory.counters.EngineCounter} names what it counts, {@link
 * io.scheelite.memory.counters.CountersFolder} opens files and finds those of other processes,
 * {@link io.scheelite.memory.counters.CountersSnapshot} reads one.
 *
 * <p>Ownership: whoever opens a sink closes it, which deletes its file; the file of a process that
 * was killed stays for a day. Threads: a sink is written from any thread, without locks but for
 * opening and closing pools; readers only ever read the file.
 */
@NullMarked
package io.scheelite.memory.counters;

import org.jspecify.annotations.NullMarked;
