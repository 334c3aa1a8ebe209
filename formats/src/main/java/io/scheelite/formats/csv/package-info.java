/**
 * Tables of comma-separated values: {@link io.scheelite.formats.csv.CsvTable}. A file is read as a
 * stream by one driver, a batch at a time; only its parser's buffer is on the heap.
 */
@NullMarked
package io.scheelite.formats.csv;

import org.jspecify.annotations.NullMarked;
