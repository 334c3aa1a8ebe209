/**
 * JMH microbenchmarks of memory: what an allocation costs here and elsewhere. {@code bin/scheelite
 * bench jmh Allocation} runs them.
 */
@NullMarked
package io.scheelite.bench.memory;

import org.jspecify.annotations.NullMarked;
