package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.memory.NativeMemory;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Days and microseconds: conversion into each other and from text. */
final class DateTimes {
  static final long MICROS_PER_DAY = 86_400_000_000L;

  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

  private static final int FRACTION_DIGITS = 6;

  // no group repeats inside another, so matching takes linear time
  private static final Pattern TEXT =
      Pattern.compile(
          "([+-]?\\d{1,7})[-/](\\d{1,2})[-/](\\d{1,2})"
              + "(?:[T ](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?)?");

  private DateTimes() {}

  /** As {@link RowwiseCast.Conversion}. */
  static boolean dateToTimestamp(ColumnVector source, int row, long target) {
    long days = RowValues.readLong(source, row);
    long micros = days * MICROS_PER_DAY;
    NativeMemory.putLong(target + 8L * row, micros);
    return Math.multiplyHigh(days, MICROS_PER_DAY) == micros >> 63;
  }

  /** As {@link RowwiseCast.Conversion}. */
  static boolean timestampToDate(ColumnVector source, int row, long target) {
    long days = Math.floorDiv(RowValues.readLong(source, row), MICROS_PER_DAY);
    NativeMemory.putInt(target + 4L * row, (int) days);
    return true;
  }

  /** Days of {@code YYYY-MM-DD}, perhaps with a time that is ignored; null if it is no date. */
  static @Nullable Long parseDate(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches() && timeOfDay(matcher) >= 0 ? days(matcher) : null;
  }

  /** Microseconds of a date with an optional time; null if it is none. */
  static @Nullable Long parseTimestamp(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Long days = days(matcher);
    long time = timeOfDay(matcher);
    if (days == null || time < 0) {
      return null;
    }
    long midnight = days * MICROS_PER_DAY;
    boolean fits = Math.multiplyHigh(days, MICROS_PER_DAY) == midnight >> 63;
    return fits && midnight <= Long.MAX_VALUE - time ? midnight + time : null;
  }

  private static @Nullable Long days(Matcher matcher) {
    try {
      long days =
          LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3)).toEpochDay();
      return days == (int) days ? days : null;
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  /** Microseconds since midnight; 0 without a time, -1 if it is none. */
  private static long timeOfDay(Matcher matcher) {
    int hour = number(matcher, 4);
    int minute = number(matcher, 5);
    int second = number(matcher, 6);
    if (hour > 23 || minute > 59 || second > 59) {
      return -1;
    }
    String fraction = matcher.group(7);
    long micros = 0;
    if (fraction != null) {
      String digits = (fraction + "000000").substring(0, FRACTION_DIGITS);
      micros = Long.parseLong(digits);
    }
    return ((hour * 60L + minute) * 60 + second) * MICROS_PER_SECOND + micros;
  }

  private static int number(Matcher matcher, int group) {
    String digits = matcher.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
