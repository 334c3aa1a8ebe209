/**
 * Decodes row groups into column vectors, one column at a time and page by page.
 *
 * <p>A {@link RowGroupReader} owns one slab of native memory, sized before it is opened from page
 * headers, and one open file. Used by one thread at a time.
 */
@NullMarked
package io.scheelite.formats.parquet.read;

import org.jspecify.annotations.NullMarked;
