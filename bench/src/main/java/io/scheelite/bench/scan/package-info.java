/**
 * Reading columns of files, measured beside other readers of the same files: {@link
 * io.scheelite.bench.scan.ScanCase} says what is read, {@link
 * io.scheelite.bench.scan.ScanComparison} measures it.
 */
@NullMarked
package io.scheelite.bench.scan;

import org.jspecify.annotations.NullMarked;
