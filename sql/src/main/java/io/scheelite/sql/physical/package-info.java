/**
 * The last step of planning: logical plan to operators' {@code PlanNode}, and the text of EXPLAIN.
 * A planner serves one statement on one thread; the plans it makes are immutable.
 */
@NullMarked
package io.scheelite.sql.physical;

import org.jspecify.annotations.NullMarked;
