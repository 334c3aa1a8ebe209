@NullMarked
package io.scheelite.bench.resident;

import org.jspecify.annotations.NullMarked;
