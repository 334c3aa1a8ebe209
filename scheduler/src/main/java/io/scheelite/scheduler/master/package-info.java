/**
 * The master: knows workers, executors and applications, starts local workers and starts them again
 * when they die, and keeps the wanted number of executors running.
 *
 * <p>{@link io.scheelite.scheduler.master.MasterNode} is a state machine on one event loop; nothing
 * here is used by another thread. Jobs do not pass through it: applications talk to executors
 * themselves and go on when it dies.
 */
@NullMarked
package io.scheelite.scheduler.master;

import org.jspecify.annotations.NullMarked;
