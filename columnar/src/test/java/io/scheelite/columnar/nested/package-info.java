/** Tests of nested values as bytes. */
@NullMarked
package io.scheelite.columnar.nested;

import org.jspecify.annotations.NullMarked;
