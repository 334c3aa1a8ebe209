package io.scheelite.formats.text;

import io.scheelite.memory.NativeMemory;

/**
 * Reads the common forms of numbers, dates and timestamps from bytes. Each method is false where
 * the bytes have another form, which may still be a value; else the value is in {@link #whole} or
 * {@link #real}. Used by one thread.
 */
final class ByteNumbers {
  private static final int MOST_DIGITS = 18;
  private static final long MOST_EXACT = 1L << 53;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int DATE_BYTES = 10;
  private static final int TIME_BYTES = 19;

  /** Powers of ten that doubles hold exactly. */
  private static final double[] POWERS = new double[23];

  private static final long[] WHOLE_POWERS = new long[MOST_DIGITS + 1];

  static {
    double power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
    long whole = 1;
    for (int i = 0; i < WHOLE_POWERS.length; i++) {
      WHOLE_POWERS[i] = whole;
      whole *= 10;
    }
  }

  private long whole;
  private double real;
  private int fraction; // digits behind the point

  long whole() {
    return whole;
  }

  double real() {
    return real;
  }

  /** Digits with a sign before them. */
  boolean integer(long from, int length) {
    return digits(from, length) && fraction < 0;
  }

  /** Digits with a sign before them, and perhaps a point between or after them. */
  private boolean digits(long from, int length) {
    long at = from;
    long end = from + length;
    boolean negative = false;
    if (length > 0) {
      byte sign = NativeMemory.getByte(at);
      negative = sign == '-';
      at += negative || sign == '+' ? 1 : 0;
    }
    if (at == end || end - at > MOST_DIGITS) {
      return false;
    }
    long value = 0;
    int point = -1;
    for (int i = 0, n = (int) (end - at); i < n; i++) {
      int c = NativeMemory.getByte(at + i);
      int digit = c - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
      } else if (c == '.' && point < 0 && n > 1) {
        point = i;
      } else {
        return false;
      }
    }
    whole = negative ? -value : value;
    fraction = point < 0 ? -1 : (int) (end - at) - 1 - point;
    return true;
  }

  /** A number whose digits and power of ten are exact doubles, so that one division is enough. */
  boolean number(long from, int length) {
    if (!digits(from, length) || whole > MOST_EXACT || whole < -MOST_EXACT || whole == 0) {
      return false; // zero may be negative
    }
    real = fraction <= 0 ? whole : whole / POWERS[fraction];
    return true;
  }

  /** A decimal as its unscaled value, rounded half up. */
  boolean decimal(long from, int length, int scale, int precision) {
    if (!digits(from, length)) {
      return false;
    }
    int given = Math.max(0, fraction);
    if (given <= scale) {
      if (given < scale && Math.abs(whole) >= WHOLE_POWERS[MOST_DIGITS - (scale - given)]) {
        return false;
      }
      whole *= WHOLE_POWERS[scale - given];
    } else {
      long divisor = WHOLE_POWERS[given - scale];
      long rest = Math.abs(whole % divisor);
      int sign = Long.signum(whole);
      whole = whole / divisor + (rest >= divisor - rest ? sign : 0);
    }
    return Math.abs(whole) < WHOLE_POWERS[precision];
  }

  /** {@code YYYY-MM-DD} as days since 1970. */
  boolean date(long from, int length) {
    if (length != DATE_BYTES || NativeMemory.getByte(from + 4) != '-') {
      return false;
    }
    int year = 100 * pair(from) + pair(from + 2);
    int month = pair(from + 5);
    int day = pair(from + 8);
    if (NativeMemory.getByte(from + 7) != '-' || year < 1 || month < 1 || month > 12 || day < 1) {
      return false;
    }
    if (day > lengthOf(month, year) || pair(from) < 0 || pair(from + 2) < 0) {
      return false;
    }
    whole = days(year, month, day);
    return true;
  }

  /** Two digits, or a large negative number. */
  private static int pair(long at) {
    int tens = NativeMemory.getByte(at) - '0';
    int ones = NativeMemory.getByte(at + 1) - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : -1_000_000;
  }

  private static int lengthOf(int month, int year) {
    if (month == 2) {
      boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
      return leap ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970 of the proleptic Gregorian calendar; the year begins in March. */
  private static long days(int year, int month, int day) {
    int shifted = month <= 2 ? year - 1 : year;
    int era = shifted / 400;
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  /** {@code YYYY-MM-DD HH:MM:SS} with up to six digits of a fraction, as microseconds. */
  boolean timestamp(long from, int length) {
    if (length < TIME_BYTES || length > TIME_BYTES + 7 || !date(from, DATE_BYTES)) {
      return false;
    }
    byte between = NativeMemory.getByte(from + DATE_BYTES);
    int hour = pair(from + 11);
    int minute = pair(from + 14);
    int second = pair(from + 17);
    boolean shaped =
        (between == ' ' || between == 'T')
            && NativeMemory.getByte(from + 13) == ':'
            && NativeMemory.getByte(from + 16) == ':';
    if (!shaped || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
      return false;
    }
    if (second < 0 || second > 59) {
      return false;
    }
    long micros = 0;
    if (length > TIME_BYTES) {
      micros = micros(from + TIME_BYTES, length - TIME_BYTES);
    }
    long seconds = whole * 86_400 + hour * 3600L + minute * 60L + second;
    whole = seconds * MICROS_PER_SECOND + micros;
    return micros >= 0;
  }

  /** A point and digits; -1 if they are something else. */
  private static long micros(long from, int length) {
    if (NativeMemory.getByte(from) != '.' || length == 1) {
      return -1;
    }
    long micros = 0;
    for (int i = 1; i < 7; i++) {
      int digit = i < length ? NativeMemory.getByte(from + i) - '0' : 0;
      if (digit < 0 || digit > 9) {
        return -1;
      }
      micros = micros * 10 + digit;
    }
    return micros;
  }
}
