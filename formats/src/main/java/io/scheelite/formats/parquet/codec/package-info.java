/** Compresses and decompresses Parquet pages from native address to native address. */
@NullMarked
package io.scheelite.formats.parquet.codec;

import org.jspecify.annotations.NullMarked;
