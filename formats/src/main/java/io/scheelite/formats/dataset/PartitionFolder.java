package io.scheelite.formats.dataset;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Names of folders that say the value of a column, such as {@code year=2024}. */
public final class PartitionFolder {
  /** In place of a null's text. */
  static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  private static final String PLAIN = "_-.~";

  private PartitionFolder() {}

  /** The name for a column's value, whose bytes are written as {@code %2F} where they must be. */
  public static String name(String column, @Nullable String value) {
    return encoded(column) + '=' + (value == null ? NULL : encoded(value));
  }

  /** As in addresses of the web: letters of ASCII, digits and four others stay. */
  private static String encoded(String text) {
    StringBuilder result = new StringBuilder(text.length());
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          unit >= 'a' && unit <= 'z'
              || unit >= 'A' && unit <= 'Z'
              || unit >= '0' && unit <= '9'
              || unit > 0 && PLAIN.indexOf(unit) >= 0;
      if (plain) {
        result.append((char) unit);
      } else {
        result
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(unit >> 4 & 15, 16)))
            .append(Character.toUpperCase(Character.forDigit(unit & 15, 16)));
      }
    }
    return result.toString();
  }
}
