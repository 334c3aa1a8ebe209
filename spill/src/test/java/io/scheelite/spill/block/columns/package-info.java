/** Tests of batches as blocks. */
@NullMarked
package io.scheelite.spill.block.columns;

import org.jspecify.annotations.NullMarked;
