/**
 * The last step of planning: logical plan to operators' {@code PlanNode}, and the text of EXPLAIN.
 */
@NullMarked
package io.scheelite.sql.physical;

import org.jspecify.annotations.NullMarked;
