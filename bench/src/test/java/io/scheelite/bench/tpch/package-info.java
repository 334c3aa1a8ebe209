@NullMarked
package io.scheelite.bench.tpch;

import org.jspecify.annotations.NullMarked;
