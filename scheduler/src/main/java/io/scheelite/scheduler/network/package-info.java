/**
 * Messages between the processes of a cluster, as interfaces: sockets in a real cluster, a seeded
 * queue of events in the simulator.
 *
 * <p>A connection keeps the order of its messages; between connections there is no order. A
 * connection that ends loses what was under way, and both sides are told so. All callbacks run on
 * the {@link io.scheelite.scheduler.event.EventLoop} of the process that owns the {@link
 * io.scheelite.scheduler.network.Network}.
 */
@NullMarked
package io.scheelite.scheduler.network;

import org.jspecify.annotations.NullMarked;
