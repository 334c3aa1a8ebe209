/**
 * The one thread on which the logic of each process runs, as an object.
 *
 * <p>Application driver, master, worker and executor are state machines without locks: all that
 * reaches them (messages, timers, ends of work done elsewhere) runs as an action on their {@link
 * io.scheelite.scheduler.event.EventLoop}, one after another. The loop is made of an executor, a
 * clock and a source of randomness that are handed in, so that a simulator can put a seeded queue
 * with virtual time in their place and drive the same classes.
 */
@NullMarked
package io.scheelite.scheduler.event;

import org.jspecify.annotations.NullMarked;
