/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.shuffle.file;

import org.jspecify.annotations.NullMarked;
