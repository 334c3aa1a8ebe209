/** Tests of what scans are asked for. */
@NullMarked
package io.scheelite.bench.scan;

import org.jspecify.annotations.NullMarked;
