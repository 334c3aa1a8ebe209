/**
 * The sealed logical plan: what a statement asks for, before any choice of how.
 *
 * <p>Columns are known by identity ({@link io.scheelite.sql.logical.PlanColumn}), not by position,
 * so that rules move nodes freely. Plans are immutable values; any thread may share them.
 */
@NullMarked
package io.scheelite.sql.logical;

import org.jspecify.annotations.NullMarked;
