package io.scheelite.formats.parquet.metadata;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Compares strings by code point, which in UTF-8 is by unsigned byte, as stored data are ordered.
 */
final class CodePointOrder {
  private CodePointOrder() {}

  static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
