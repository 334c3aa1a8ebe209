/** Generated benchmark data: tables written once as Parquet files and kept in a cache folder. */
@NullMarked
package io.scheelite.bench.dataset;

import org.jspecify.annotations.NullMarked;
