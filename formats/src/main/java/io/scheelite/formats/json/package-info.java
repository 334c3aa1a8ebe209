/**
 * Tables of JSON objects, one per line or in an array: {@link io.scheelite.formats.json.JsonTable}.
 * Records are found in a window of native memory, jackson-core reads one at a time.
 */
@NullMarked
package io.scheelite.formats.json;

import org.jspecify.annotations.NullMarked;
