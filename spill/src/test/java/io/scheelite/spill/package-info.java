/** Tests of spill files. */
@NullMarked
package io.scheelite.spill;

import org.jspecify.annotations.NullMarked;
