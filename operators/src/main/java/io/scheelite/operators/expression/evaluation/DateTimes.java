package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.memory.NativeMemory;

/** Days and microseconds: conversion into each other. */
final class DateTimes {
  static final long MICROS_PER_DAY = 86_400_000_000L;

  static final long MICROS_PER_SECOND = 1_000_000L;
  static final long MICROS_PER_MINUTE = 60 * MICROS_PER_SECOND;
  static final long MICROS_PER_HOUR = 60 * MICROS_PER_MINUTE;

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
}
