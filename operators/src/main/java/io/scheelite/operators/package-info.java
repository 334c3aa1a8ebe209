/**
 * Executes plans: expressions, plan nodes, operators, pipelines and the local runtime.
 *
 * <p>A driver runs one pipeline as a resumable state machine; no operator blocks a thread of the
 * pool, and every operator whose state grows with its input can spill it.
 */
@NullMarked
package io.scheelite.operators;

import org.jspecify.annotations.NullMarked;
