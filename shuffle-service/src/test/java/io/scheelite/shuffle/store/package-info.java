/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.shuffle.store;

import org.jspecify.annotations.NullMarked;
