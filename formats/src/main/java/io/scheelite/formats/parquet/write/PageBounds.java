package io.scheelite.formats.parquet.write;

import org.jspecify.annotations.Nullable;

/**
 * Bounds of a page's values as the file stores them.
 *
 * @param min no value is smaller; null if unknown
 * @param max no value is larger; null if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // written and forgotten, never compared
record PageBounds(byte @Nullable [] min, byte @Nullable [] max) {
  static final PageBounds UNKNOWN = new PageBounds(null, null);
}
