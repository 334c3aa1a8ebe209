@NullMarked
package io.scheelite.bench.tpcds;

import org.jspecify.annotations.NullMarked;
