/**
 * Writes Parquet files of every encoding, codec and page version with the encoders of parquet-java,
 * which are independent of ours.
 */
@org.jspecify.annotations.NullMarked
package io.scheelite.formats.parquet.encoded;
