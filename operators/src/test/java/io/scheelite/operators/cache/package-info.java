/** Tests of cached tables. */
@NullMarked
package io.scheelite.operators.cache;

import org.jspecify.annotations.NullMarked;
