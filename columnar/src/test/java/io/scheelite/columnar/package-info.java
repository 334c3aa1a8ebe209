/**
 * Builds batches from plain Java values and reads them back, for the tests of this module and of
 * those above it.
 */
@NullMarked
package io.scheelite.columnar;

import org.jspecify.annotations.NullMarked;
