/**
 * Moves map outputs between tasks: files, the external service that serves them, its client.
 *
 * <p>The service outlives the executors whose outputs it serves, bounds the bytes in flight, and
 * verifies every block. The module holds no code yet; it reserves the place of the shuffle in the
 * module order.
 */
@NullMarked
package io.scheelite.shuffle;

import org.jspecify.annotations.NullMarked;
