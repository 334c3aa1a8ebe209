/**
 * Evaluates expressions batch by batch.
 *
 * <p>{@link io.scheelite.operators.expression.evaluation.Projector} computes columns, {@link
 * io.scheelite.operators.expression.evaluation.Predicate} finds rows. Both compile an expression
 * into a tree of evaluators over {@code RowScope}s: a scope is the set of rows that a part of the
 * expression sees (all of a batch, the rows that survived earlier conjuncts, those that reach a
 * branch of CASE), numbered densely from 0. An evaluator reads and writes dense vectors, so kernels
 * never look at selections. Results are remembered until the scope's rows change: a column is
 * gathered once and an expression that occurs twice is computed once. Evaluators belong to one
 * driver; all their memory comes from the allocator given at construction, except for strings
 * longer than the space reserved for them.
 */
@NullMarked
package io.scheelite.operators.expression.evaluation;

import org.jspecify.annotations.NullMarked;
