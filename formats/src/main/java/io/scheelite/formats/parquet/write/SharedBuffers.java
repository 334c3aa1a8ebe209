package io.scheelite.formats.parquet.write;

/**
 * Workspace that all columns of a writer use one after another.
 *
 * @param page a page's levels and values before compression
 * @param workspace of encoders
 */
record SharedBuffers(Buffer page, Buffer workspace) {}
