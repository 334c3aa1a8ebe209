/**
 * What COPY writes: one file or a folder of files. Everything is written under hidden names beside
 * its place and gets its own name when all of it is whole; whoever fails or is closed before leaves
 * nothing. Writers belong to the thread that uses them; an {@link
 * io.scheelite.sql.copy.OutputFolder} is shared.
 */
@NullMarked
package io.scheelite.sql.copy;

import org.jspecify.annotations.NullMarked;
