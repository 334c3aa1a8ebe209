@NullMarked
package io.scheelite.formats.parquet.codec;

import org.jspecify.annotations.NullMarked;
