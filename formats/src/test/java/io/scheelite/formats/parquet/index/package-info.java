/** Tests of bloom filters and page indexes without files. */
@NullMarked
package io.scheelite.formats.parquet.index;

import org.jspecify.annotations.NullMarked;
