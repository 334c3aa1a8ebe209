/**
 * The one door to Calcite: text in, our logical plan out. Nothing of Calcite appears in a public
 * signature here, and no other package imports it.
 *
 * <p>Calcite parses, resolves names and derives its relational algebra; optimization and all typing
 * rules are ours. Its classes load with the first statement.
 */
@NullMarked
package io.scheelite.sql.calcite;

import org.jspecify.annotations.NullMarked;
