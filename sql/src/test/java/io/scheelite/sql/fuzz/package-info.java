/**
 * Random SQL that is run here and in DuckDB. {@link io.scheelite.sql.fuzz.QueryGenerator} writes a
 * statement from a list of {@link io.scheelite.sql.fuzz.Choices}, {@link
 * io.scheelite.sql.fuzz.FuzzSession} asks both engines, {@link io.scheelite.sql.fuzz.Verdict}
 * judges, and {@link io.scheelite.sql.fuzz.ChoiceShrinker} looks for a shorter statement that fails
 * alike.
 *
 * <p>The generator knows a bound of each number that it writes, so that whether an expression may
 * overflow is its decision, and which doubles are exact, so that nothing depends on the order of a
 * sum. All of it is used by one thread.
 */
@NullMarked
package io.scheelite.sql.fuzz;

import org.jspecify.annotations.NullMarked;
