/**
 * Exchanges of operators over map outputs: what tasks read comes from shuffle services, what they
 * write goes to the shuffle folder of their worker.
 *
 * <p>{@link io.scheelite.scheduler.exchange.FetchedInput} and {@link
 * io.scheelite.scheduler.exchange.MapOutputTarget} belong to one attempt of a task; they are
 * thread-safe, their readers and writers belong to one driver each.
 */
@NullMarked
package io.scheelite.scheduler.exchange;

import org.jspecify.annotations.NullMarked;
