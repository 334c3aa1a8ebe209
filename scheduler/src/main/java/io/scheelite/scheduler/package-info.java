/**
 * Runs a plan of stages on many executors: stages, task sets, locality, retries, the master.
 *
 * <p>Clock, network and randomness are injected, so that a simulator can drive the same code. The
 * module holds no code yet; it reserves the place of the scheduler in the module order.
 */
@NullMarked
package io.scheelite.scheduler;

import org.jspecify.annotations.NullMarked;
