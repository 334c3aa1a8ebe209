/**
 * Joins two inputs on equal keys: the build side is collected into rows with a directory, the probe
 * side is streamed past it.
 *
 * <pre>
 *   build input -> BuildSink (rows of one driver, by partition of the key's hash)
 *                     | finish: chunks move, nothing is copied
 *                     v
 *                  JoinState (rows of all drivers) -> one KeyDirectory, filled partition by partition
 *                     |
 *   probe input -> JoinProbe: find (all rows of a batch) -> pairs -> residual -> output
 *                     | rows of RIGHT_* joins are marked, and read by
 *                     v
 *                  BuildRowsSource
 * </pre>
 *
 * <p><b>Directories</b> lead from a key to the first of its build rows: {@link
 * io.scheelite.operators.hash.join.DirectDirectory} where the key is one integer of a dense range,
 * else {@link io.scheelite.operators.hash.join.HashDirectory}. Rows with the same hash form a chain
 * through an address inside each row.
 *
 * <p><b>Spilling</b>: partitions of build rows go to disk as a whole, before or while they are
 * probed. Probe rows of such partitions are set aside ({@link
 * io.scheelite.operators.hash.join.DivertedRows}) and joined when the last probe has ended ({@link
 * io.scheelite.operators.hash.join.SpilledJoin}).
 *
 * <p><b>Ownership and threads</b>: a sink owns its rows until {@code finish}; then the state does,
 * which the build's sink factory closes. Probes share the state, keep it in place by pins ({@link
 * io.scheelite.operators.hash.join.SharedRows}), and only read it, but for marks (single bytes that
 * only ever become 1).
 */
@NullMarked
package io.scheelite.operators.hash.join;

import org.jspecify.annotations.NullMarked;
