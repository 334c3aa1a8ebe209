/** Tests of what planning expects of tables, predicates and joins. */
@NullMarked
package io.scheelite.sql.estimate;

import org.jspecify.annotations.NullMarked;
