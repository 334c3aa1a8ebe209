/**
 * Describes scalar expressions and aggregate calls over the columns of a batch; package {@code
 * evaluation} evaluates them.
 *
 * <p>Expressions are sealed, immutable records without state and may be shared between threads;
 * whoever evaluates one keeps its scratch memory per driver.
 */
@NullMarked
package io.scheelite.operators.expression;

import org.jspecify.annotations.NullMarked;
