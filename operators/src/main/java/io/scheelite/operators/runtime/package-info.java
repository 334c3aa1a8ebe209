/**
 * Runs plans on one machine: the protocol of operators, drivers that run them, pipelines with their
 * dependencies, and the runtime that shares a pool of threads among queries.
 *
 * <h2>From plan to threads</h2>
 *
 * <pre>
 *   PlanNode --PipelineBuilder--> Pipeline (source, transforms, sink) with dependencies
 *   Pipeline --ExecutionGraph---> 1..n Driver, then the sink's FinishTasks
 *   Driver   --FairQueue--------> advanced for a quantum at a time on any thread of the pool
 * </pre>
 *
 * <h2>Life of an operator</h2>
 *
 * <table>
 * <caption>What is called when; every call of one driver's operators comes from one thread at a time</caption>
 * <tr><th>step</th><th>source</th><th>transform</th><th>sink</th></tr>
 * <tr><td>the pipeline starts</td><td colspan="3">{@code factory.create(context)}: opens consumers with
 *     their floors, reads nothing, must not wait</td></tr>
 * <tr><td>a batch travels</td><td>{@code poll}, or {@code blocked} where there is none yet</td>
 *     <td>{@code prepare}, {@code accept}, then {@code next} until null</td>
 *     <td>{@code prepare}, {@code consume}</td></tr>
 * <tr><td>the input ends</td><td>{@code finished} is true</td>
 *     <td>{@code finishInput}, then {@code next} until null</td><td>{@code finish}: local state joins the
 *     shared state</td></tr>
 * <tr><td>the driver ends, in whatever way</td><td colspan="3">{@code close}, exactly once</td></tr>
 * <tr><td>all drivers have finished</td><td></td><td></td><td>{@code factory.finishTasks()}, run in
 *     parallel</td></tr>
 * <tr><td>nobody needs the state any more</td><td colspan="3">{@code factory.close}, exactly once</td></tr>
 * </table>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li><b>Ownership</b>: whoever creates closes. A batch is lent until the next call of its
 *       producer; sinks copy. What {@code finish} hands to the shared state is closed by the
 *       factory.
 *   <li><b>Threads</b>: a driver is advanced by one thread at a time, each time perhaps another.
 *       Operators need no locks but for what they share through their factory.
 *   <li><b>Waiting</b>: nothing blocks a thread. Whoever must wait returns a future, and is called
 *       again, in the same way, when it is complete. Short local file access of a spill is no
 *       waiting.
 *   <li><b>Memory</b>: {@code prepare} reserves, {@code accept} and {@code consume} cannot fail for
 *       memory. Between any two calls of the protocol the state behind the driver's consumers may
 *       be reclaimed, except for the memory behind a batch that is lent.
 *   <li><b>Errors</b>: an exception from any call fails the query; no operator of that driver is
 *       called again but for {@code close}, which must not throw.
 * </ul>
 */
@NullMarked
package io.scheelite.operators.runtime;

import org.jspecify.annotations.NullMarked;
