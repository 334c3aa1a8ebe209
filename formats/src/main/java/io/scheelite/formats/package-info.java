/**
 * Reads and writes files: Parquet and Arrow IPC, straight into and out of column vectors.
 *
 * <p>Readers push projection and predicates down to row groups and pages. Library types stay behind
 * the module's own interfaces.
 */
@NullMarked
package io.scheelite.formats;

import org.jspecify.annotations.NullMarked;
