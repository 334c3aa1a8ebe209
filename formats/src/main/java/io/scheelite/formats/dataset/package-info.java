/**
 * Many files as one table whose columns need not all be in the files: values that stand in the
 * names of folders, names of files, columns that some files do not have, and columns whose types
 * differ.
 *
 * <p>{@link io.scheelite.formats.dataset.DatasetTable} is the table. It has a member for each file,
 * another table, and reads its batches; members whose folders rule every row out are not read. It
 * is immutable and shared, its readers belong to one thread at a time and own those of the members.
 */
@NullMarked
package io.scheelite.formats.dataset;

import org.jspecify.annotations.NullMarked;
