package io.scheelite.formats.csv;

import io.scheelite.formats.input.FoundFile;

/**
 * A file of a table.
 *
 * @param starts of its parts
 */
record CsvFile(FoundFile file, RecordStarts starts) {}
