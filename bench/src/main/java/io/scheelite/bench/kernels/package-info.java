/** JMH microbenchmarks of kernels; {@code bin/scheelite bench jmh} runs them. */
@NullMarked
package io.scheelite.bench.kernels;

import org.jspecify.annotations.NullMarked;
