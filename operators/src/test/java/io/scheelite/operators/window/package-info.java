/** Tests of windows. */
@NullMarked
package io.scheelite.operators.window;

import org.jspecify.annotations.NullMarked;
