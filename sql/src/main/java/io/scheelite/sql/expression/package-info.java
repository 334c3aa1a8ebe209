/**
 * Typing of scalar expressions: which casts an operator inserts, which constants fold.
 *
 * <p>Everything that builds an {@code Expression} (SQL text, DataFrame, optimizer) goes through
 * here, so that the dialect's rules are written once. Stateless.
 */
@NullMarked
package io.scheelite.sql.expression;

import org.jspecify.annotations.NullMarked;
