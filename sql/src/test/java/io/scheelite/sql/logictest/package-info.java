/** Statements and their answers in the text format of sqllogictest, and who runs them. */
@NullMarked
package io.scheelite.sql.logictest;

import org.jspecify.annotations.NullMarked;
