/**
 * The shuffle service without its network: what is registered, and which bytes of which file answer
 * a fetch.
 *
 * <p>A {@link io.scheelite.shuffle.store.ShuffleStore} owns the folder of a machine. It is
 * thread-safe; the regions that it hands out are released by whoever got them.
 */
@NullMarked
package io.scheelite.shuffle.store;

import org.jspecify.annotations.NullMarked;
