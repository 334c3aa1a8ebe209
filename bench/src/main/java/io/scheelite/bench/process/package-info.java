/**
 * Child processes of the benchmarks: further JVMs with the right flags, peers with class paths of
 * their own.
 */
@NullMarked
package io.scheelite.bench.process;

import org.jspecify.annotations.NullMarked;
