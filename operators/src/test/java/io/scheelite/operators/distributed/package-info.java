/** Tests of plans that run in stages. */
@NullMarked
package io.scheelite.operators.distributed;

import org.jspecify.annotations.NullMarked;
