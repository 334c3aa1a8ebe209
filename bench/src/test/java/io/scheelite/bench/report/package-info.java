@NullMarked
package io.scheelite.bench.report;

import org.jspecify.annotations.NullMarked;
