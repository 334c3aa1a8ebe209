/**
 * Tables of comma-separated values: {@link io.scheelite.formats.csv.CsvTable}. A file's parts are
 * read by one driver each, a batch at a time, in a window of native memory.
 */
@NullMarked
package io.scheelite.formats.csv;

import org.jspecify.annotations.NullMarked;
