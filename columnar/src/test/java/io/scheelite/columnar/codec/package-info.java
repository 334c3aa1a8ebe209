/** Tests of block codecs. */
@NullMarked
package io.scheelite.columnar.codec;

import org.jspecify.annotations.NullMarked;
