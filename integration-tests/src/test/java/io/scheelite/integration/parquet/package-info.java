/** Parquet files that travel between us and other implementations, over random schemas and data. */
@NullMarked
package io.scheelite.integration.parquet;

import org.jspecify.annotations.NullMarked;
