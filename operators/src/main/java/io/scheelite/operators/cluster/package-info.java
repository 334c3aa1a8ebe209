/**
 * The door to a cluster: what an engine asks of whatever runs its plans on other processes.
 *
 * <p>An implementation is found by {@link java.util.ServiceLoader}, so that those who run queries
 * in their own process alone need none.
 */
@NullMarked
package io.scheelite.operators.cluster;

import org.jspecify.annotations.NullMarked;
