/**
 * Lists, structs and maps as bytes.
 *
 * <p>A nested value is one run of bytes behind a {@link io.scheelite.columnar.StringView}:
 * gathered, stored in rows, spilled, sent, hashed and compared as any string, by operators that
 * know nothing of it. The bytes are chosen so that equal values have equal bytes, and smaller
 * values smaller ones (unsigned, from the left; nulls last, as in ORDER BY):
 *
 * <pre>
 *  list    ( 01 value | 02 )*  00          elements; 02 is a null
 *  struct  ( 01 value | 02 ) per field
 *  map     a list of structs of key and value
 *
 *  boolean            one byte, 0 or 1
 *  integers, decimals big-endian, the sign bit turned over; 1, 2, 4, 8 or 16 bytes
 *  date, timestamp    as integers
 *  floating-point     big-endian bits; of negative numbers all turned over, else the sign bit
 *  text, bytes        00 is written as 00 FF; behind the last byte 00 01
 * </pre>
 *
 * <p>A null of a type that always takes the same number of bytes is followed by as many zeros, so
 * that elements of such lists, and fields behind such fields, are found by their number. Bytes are
 * made by {@link io.scheelite.columnar.nested.NestedWriter} alone and are trusted; files and Arrow
 * are checked before they become bytes.
 */
@NullMarked
package io.scheelite.columnar.nested;

import org.jspecify.annotations.NullMarked;
