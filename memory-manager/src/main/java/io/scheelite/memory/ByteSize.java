package io.scheelite.memory;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts of bytes as people write and read them.
 *
 * <p>{@link MemoryLimit#parse} reads limits, which may also be shares. Units as in DuckDB and
 * PostgreSQL settings: {@code k}, {@code m}, {@code g}, {@code t} and {@code KiB}, {@code MiB},
 * {@code GiB}, {@code TiB} are powers of 1024; {@code KB}, {@code MB}, {@code GB}, {@code TB} are
 * powers of 1000 (SI). Upper and lower case mean the same.
 */
public final class ByteSize {
  private static final Pattern SYNTAX = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-z]*)");
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("k", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("kb", 1_000L),
          Map.entry("m", 1L << 20),
          Map.entry("mib", 1L << 20),
          Map.entry("mb", 1_000_000L),
          Map.entry("g", 1L << 30),
          Map.entry("gib", 1L << 30),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("t", 1L << 40),
          Map.entry("tib", 1L << 40),
          Map.entry("tb", 1_000_000_000_000L));
  private static final String[] SUFFIXES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private ByteSize() {}

  /**
   * Reads an amount such as {@code 512m}, {@code 1.5GiB} or {@code 4096}.
   *
   * @throws IllegalArgumentException if it is none, or above {@link Long#MAX_VALUE}
   */
  public static long parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(
          "not an amount of bytes, write a number and a unit such as 512m or 2g: " + text);
    }
    BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("too many bytes for this machine: " + text);
    }
    return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
  }

  /** Writes an amount with one decimal in the largest fitting unit of 1024, such as 1.5 GiB. */
  public static String format(long bytes) {
    double value = bytes;
    int suffix = 0;
    while (Math.abs(value) >= 1024 && suffix < SUFFIXES.length - 1) {
      value /= 1024;
      suffix++;
    }
    return suffix == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %s", value, SUFFIXES[suffix]);
  }
}
