/**
 * Reads map outputs from shuffle services.
 *
 * <p>A {@link io.scheelite.shuffle.client.ShuffleTransport} brings stored bytes: over the network,
 * or simulated. A {@link io.scheelite.shuffle.client.ShuffleClient} makes blocks of them: it
 * decides what to ask for and when to ask again, on an injected executor, clock and source of
 * randomness, so that the same classes run in tests without a network.
 *
 * <p>A task opens a {@link io.scheelite.shuffle.client.ShuffleFetch} and one {@link
 * io.scheelite.shuffle.client.ShuffleReader} for each of its drivers; readers charge what they hold
 * to the driver's memory. Nobody waits: what is not there yet is a future.
 */
@NullMarked
package io.scheelite.shuffle.client;

import org.jspecify.annotations.NullMarked;
