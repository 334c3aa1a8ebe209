/**
 * The operators without state of their own to speak of: literal rows, filter, projection, limit,
 * single row, and the end of a plan where its result is read.
 *
 * <p>Factories are shared by all drivers and thread-safe; what they create belongs to one driver.
 */
@NullMarked
package io.scheelite.operators.basic;

import org.jspecify.annotations.NullMarked;
