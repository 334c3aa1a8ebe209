package io.scheelite.formats.dataset;

import io.scheelite.columnar.DataType;
import io.scheelite.formats.text.TextValues;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value in a folder's name: {@code 2024} of {@code year=2024}. Its type is found out, as DuckDB
 * does it, before the percent signs are decoded.
 *
 * @param raw as it stands in the path
 */
record PartitionText(String raw) {
  private static final Pattern INTEGER = Pattern.compile("0|[1-9]\\d*|-\\d+");
  private static final Pattern DATE = Pattern.compile("(-?\\d{1,6})-(\\d{1,2})-(\\d{1,2})");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\S+)[ T](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?");

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** The type that it has for itself; null if it says nothing. */
  @Nullable DataType type() {
    String text = raw.strip();
    if (isNull(DataType.INT64)) {
      return null;
    }
    if (INTEGER.matcher(text).matches() && TextValues.isA(DataType.INT64, text)) {
      return DataType.INT64;
    }
    if (date(text) != null) {
      return DataType.DATE;
    }
    return timestamp(text) != null ? DataType.TIMESTAMP : DataType.UTF8;
  }

  /** Whether it stands for no value of a type. */
  boolean isNull(DataType type) {
    boolean isText = type.equals(DataType.UTF8);
    return raw.equals(PartitionFolder.NULL)
        || (!isText && raw.toLowerCase(Locale.ROOT).equals("null"));
  }

  /** As a literal's value; null if it is no value of that type. */
  @Nullable Object value(DataType type) {
    String text = decoded();
    return switch (type) {
      case DataType.Date _ -> date(text.strip());
      case DataType.Timestamp _ -> {
        Long time = timestamp(text.strip());
        Long day = time == null ? date(text.strip()) : null;
        yield day == null ? time : (Long) (day * MICROS_PER_DAY);
      }
      default -> TextValues.literal(type, text);
    };
  }

  private static @Nullable Long date(String text) {
    Matcher matcher = DATE.matcher(text);
    try {
      return matcher.matches()
          ? (Long) LocalDate.of(part(matcher, 1), part(matcher, 2), part(matcher, 3)).toEpochDay()
          : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Long timestamp(String text) {
    Matcher matcher = TIMESTAMP.matcher(text);
    Long day = matcher.matches() ? date(matcher.group(1)) : null;
    if (day == null) {
      return null;
    }
    String fraction = matcher.group(5) == null ? "" : matcher.group(5);
    int nanos = Integer.parseInt((fraction + "0".repeat(9)).substring(0, 9));
    int second = matcher.group(4) == null ? 0 : part(matcher, 4);
    try {
      LocalTime time = LocalTime.of(part(matcher, 2), part(matcher, 3), second, nanos);
      return day * MICROS_PER_DAY + time.toNanoOfDay() / 1000;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int part(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  /** With the bytes that {@code %2F} and the like stand for; what is none of them stays. */
  private String decoded() {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      decoded.write(low < 0 ? bytes[i] : high << 4 | low);
      i += low < 0 ? 0 : 2;
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
