/**
 * What formats of text share: a file's bytes in a window of native memory ({@link
 * io.scheelite.formats.text.ByteWindow}), and columns that are filled from bytes ({@link
 * io.scheelite.formats.text.TextColumn}). All of it belongs to one reader, and so to one thread.
 */
@NullMarked
package io.scheelite.formats.text;

import org.jspecify.annotations.NullMarked;
