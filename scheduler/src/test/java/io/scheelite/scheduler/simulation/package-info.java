/**
 * A deterministic simulator: the real classes of scheduler and shuffle client on a queue of events
 * with virtual time, a simulated network and processes that die and come back. One seed is one
 * schedule.
 */
@NullMarked
package io.scheelite.scheduler.simulation;

import org.jspecify.annotations.NullMarked;
