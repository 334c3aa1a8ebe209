/**
 * Front door of the engine: {@code Engine}, lazy {@code DataFrame}, SQL text, optimizer, catalog.
 *
 * <p>Several engines live in one JVM, each with its own memory, threads and directories. Parsing
 * and validation are Calcite's, behind one package; the logical plan and its optimization are our
 * own.
 */
@NullMarked
package io.scheelite.sql;

import org.jspecify.annotations.NullMarked;
