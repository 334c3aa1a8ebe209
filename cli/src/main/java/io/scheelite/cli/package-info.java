/**
 * Implements the {@code scheelite} command.
 *
 * <p>Results go to standard output, everything else to standard error; the exit code is 0 only if
 * all that was asked for succeeded.
 */
@NullMarked
package io.scheelite.cli;

import org.jspecify.annotations.NullMarked;
