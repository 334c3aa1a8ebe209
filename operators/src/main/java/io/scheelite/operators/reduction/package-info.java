/**
 * Semi-join reduction: the keys that a join has collected on its build side let scans drop rows
 * that no join above them would keep.
 *
 * <pre>
 *   build pipeline:  ... -> KeyCollectorFactory(join's build sink) --merge--> KeyFilter
 *   later pipeline:  scan -> KeyFilterProbe(KeyFilter) -> ... -> join's probe
 * </pre>
 *
 * <p>A {@link io.scheelite.operators.reduction.KeyFilter} is written while its build pipeline runs
 * and only read after that has finished; whoever reads it runs in a pipeline that depends on it. It
 * is closed with the state of the join. Filters never make a query wait or fail for memory: without
 * it they let more rows through.
 */
@NullMarked
package io.scheelite.operators.reduction;

import org.jspecify.annotations.NullMarked;
