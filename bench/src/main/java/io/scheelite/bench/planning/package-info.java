/** How long queries are planned. Used by one thread. */
@NullMarked
package io.scheelite.bench.planning;

import org.jspecify.annotations.NullMarked;
