/**
 * Rules that turn a logical plan into a better one: unnesting, pushdown, join order, pruning.
 *
 * <p>Rules are functions from plan to plan and share nothing but the statement's column factory.
 */
@NullMarked
package io.scheelite.sql.optimizer;

import org.jspecify.annotations.NullMarked;
