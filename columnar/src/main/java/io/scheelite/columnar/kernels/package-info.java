/**
 * Computes on whole vectors: gather, hash, compare, arithmetic, intervals, byte search.
 *
 * <p>Every kernel is a static method over plain addresses for one operation and one physical type;
 * those that differ by type alone are written by the build ({@code src/generator}). This is the one
 * place that uses the Vector API; every SIMD kernel has a scalar twin. Kernels keep no state and
 * own no memory, so any thread may call them. They read the slots of null rows (which hold zero) as
 * if they were values.
 */
@NullMarked
package io.scheelite.columnar.kernels;

import org.jspecify.annotations.NullMarked;
