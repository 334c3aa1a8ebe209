/**
 * Frames over loopback TCP between processes that know one secret.
 *
 * <p>{@link io.scheelite.shuffle.transport.FrameServer} accepts and {@link
 * io.scheelite.shuffle.transport.FrameClient} opens {@link
 * io.scheelite.shuffle.transport.FrameConnection}s; both prove to each other that they know the
 * {@link io.scheelite.shuffle.transport.SharedSecret} before the first frame. What frames mean is
 * the business of whoever uses them: the shuffle service, and the messages of the scheduler.
 *
 * <p>Every connection belongs to one thread of {@link
 * io.scheelite.shuffle.transport.TransportLoops}: its {@link
 * io.scheelite.shuffle.transport.FrameHandler} is called there and nowhere else, and must not wait.
 * Sending and closing work from any thread. Everything a peer can make this side hold is bounded.
 * Netty appears in no public signature.
 */
@NullMarked
package io.scheelite.shuffle.transport;

import org.jspecify.annotations.NullMarked;
