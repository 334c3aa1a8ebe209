/**
 * Stateful operators one by one, measured beside DuckDB: {@link
 * io.scheelite.bench.operators.OperatorCase} says what is asked and how each operator is made to do
 * its whole work, {@link io.scheelite.bench.operators.OperatorComparison} measures it.
 */
@NullMarked
package io.scheelite.bench.operators;

import org.jspecify.annotations.NullMarked;
