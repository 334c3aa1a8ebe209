/**
 * What tests of operators share: reading rows, a harness, a naive executor. Part of the test-jar.
 */
@NullMarked
package io.scheelite.operators.testing;

import org.jspecify.annotations.NullMarked;
