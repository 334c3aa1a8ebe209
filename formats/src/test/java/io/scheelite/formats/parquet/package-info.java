@NullMarked
package io.scheelite.formats.parquet;

import org.jspecify.annotations.NullMarked;
