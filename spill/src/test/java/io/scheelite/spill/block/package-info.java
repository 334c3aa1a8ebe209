/** Tests of the block store. */
@NullMarked
package io.scheelite.spill.block;

import org.jspecify.annotations.NullMarked;
