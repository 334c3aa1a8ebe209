/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.shuffle.journal;

import org.jspecify.annotations.NullMarked;
