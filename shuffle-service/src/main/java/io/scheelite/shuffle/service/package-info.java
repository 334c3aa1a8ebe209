/**
 * The shuffle service on the network: a {@link io.scheelite.shuffle.store.ShuffleStore} behind a
 * port.
 *
 * <p>{@link io.scheelite.shuffle.service.ShuffleServer} owns the port, not the store, the loops or
 * the executor. Its handlers run on the loops of their connections.
 */
@NullMarked
package io.scheelite.shuffle.service;

import org.jspecify.annotations.NullMarked;
