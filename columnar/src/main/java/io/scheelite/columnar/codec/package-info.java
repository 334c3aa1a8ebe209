/**
 * Compresses and checks blocks of native memory: LZ4 and xxHash64, for spill files and shuffle.
 *
 * <p>Works on addresses; nothing is copied to the heap where native code is available. Stateless
 * and thread-safe.
 */
@NullMarked
package io.scheelite.columnar.codec;

import org.jspecify.annotations.NullMarked;
