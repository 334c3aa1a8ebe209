/**
 * What clients and the shuffle service say to each other, in frames of the transport.
 *
 * <p>{@link io.scheelite.shuffle.protocol.Request}s carry a number that their {@link
 * io.scheelite.shuffle.protocol.Reply} repeats, so that many can be under way on one connection and
 * be answered in any order. {@link io.scheelite.shuffle.protocol.MessageLayout} knows the bytes.
 * Everything here is immutable.
 */
@NullMarked
package io.scheelite.shuffle.protocol;

import org.jspecify.annotations.NullMarked;
