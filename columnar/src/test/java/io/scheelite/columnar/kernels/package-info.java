/** Tests of kernels against plain Java. */
@NullMarked
package io.scheelite.columnar.kernels;

import org.jspecify.annotations.NullMarked;
