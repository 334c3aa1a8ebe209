/**
 * Measures the engine: data generators, expected answers, runners, microbenchmarks and peers.
 *
 * <p>Peers run in child processes with class paths of their own, resolved only when asked for.
 */
@NullMarked
package io.scheelite.bench;

import org.jspecify.annotations.NullMarked;
