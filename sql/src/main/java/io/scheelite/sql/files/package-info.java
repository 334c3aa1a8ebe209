/**
 * Opens the files that statements name in place of tables: {@link
 * io.scheelite.sql.files.FileTables}. Reads the options that stand beside their paths. Stateless.
 */
@NullMarked
package io.scheelite.sql.files;

import org.jspecify.annotations.NullMarked;
