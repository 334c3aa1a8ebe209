/**
 * What planning expects of data it has not read: rows, value ranges, distinct values. Estimates are
 * never relied on for correctness.
 */
@NullMarked
package io.scheelite.sql.estimate;

import org.jspecify.annotations.NullMarked;
