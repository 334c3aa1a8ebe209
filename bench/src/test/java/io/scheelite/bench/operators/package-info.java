/** Tests of what operators are asked for. */
@NullMarked
package io.scheelite.bench.operators;

import org.jspecify.annotations.NullMarked;
