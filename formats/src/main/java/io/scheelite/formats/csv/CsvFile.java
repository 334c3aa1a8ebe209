package io.scheelite.formats.csv;

import java.nio.file.Path;

/**
 * A file of a table.
 *
 * @param sizeBytes when the table was opened
 * @param starts of its parts
 */
record CsvFile(Path path, long sizeBytes, RecordStarts starts) {}
