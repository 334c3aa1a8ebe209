/** Tests of the border to Arrow. */
@NullMarked
package io.scheelite.columnar.arrow;

import org.jspecify.annotations.NullMarked;
