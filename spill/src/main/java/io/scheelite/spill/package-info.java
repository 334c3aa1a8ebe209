/**
 * Writes state that does not fit into memory to files and reads it back, checked.
 *
 * <p>A {@link io.scheelite.spill.SpillManager} owns the directories of one engine; each query has a
 * {@link io.scheelite.spill.SpillSpace} of it, with a quota and counters. A {@link
 * io.scheelite.spill.SpillWriter} turns blocks of native memory into a {@link
 * io.scheelite.spill.SpillFile}, whose {@link io.scheelite.spill.SpillReader} brings them back and
 * verifies every byte it hands out. Closing a file deletes it; what nobody closed vanishes with its
 * space, and what a killed process left with the next engine that uses the directory.
 *
 * <p>Managers and spaces are thread-safe; writers and readers belong to one thread at a time, which
 * gives them a {@link io.scheelite.spill.SpillWorkspace}: memory reserved before it is needed, so
 * that spilling never asks for any.
 */
@NullMarked
package io.scheelite.spill;

import org.jspecify.annotations.NullMarked;
