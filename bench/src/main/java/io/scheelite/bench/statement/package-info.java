/** Statements that are timed on our own engine. */
@NullMarked
package io.scheelite.bench.statement;

import org.jspecify.annotations.NullMarked;
