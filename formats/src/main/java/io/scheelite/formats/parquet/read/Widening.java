package io.scheelite.formats.parquet.read;

import io.scheelite.columnar.PhysicalType;
import io.scheelite.memory.NativeMemory;

/** Changes the width of integers where they lie. */
final class Widening {
  private Widening() {}

  /** Makes values wider, from the back, so that none is overwritten before it was read. */
  static void widen(long values, PhysicalType from, PhysicalType to, int count) {
    if (from == to) {
      return;
    }
    for (int i = count - 1; i >= 0; i--) {
      put(values, to, i, value(values, from, i));
    }
  }

  /** Makes values narrower, which they must fit into. */
  static void narrow(long values, PhysicalType from, PhysicalType to, int count) {
    if (from == to) {
      return;
    }
    for (int i = 0; i < count; i++) {
      put(values, to, i, value(values, from, i));
    }
  }

  private static long value(long values, PhysicalType form, int index) {
    long address = values + (long) index * form.widthBytes();
    return switch (form) {
      case INT8 -> NativeMemory.getByte(address);
      case INT16 -> NativeMemory.getShort(address);
      case INT32 -> NativeMemory.getInt(address);
      case INT64 -> NativeMemory.getLong(address);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(form);
    };
  }

  private static void put(long values, PhysicalType form, int index, long value) {
    long address = values + (long) index * form.widthBytes();
    switch (form) {
      case INT8 -> NativeMemory.putByte(address, (byte) value);
      case INT16 -> NativeMemory.putShort(address, (short) value);
      case INT32 -> NativeMemory.putInt(address, (int) value);
      case INT64 -> NativeMemory.putLong(address, value);
      case BIT, INT128, FLOAT32, FLOAT64, VIEW -> throw notAnInteger(form);
    }
  }

  private static IllegalStateException notAnInteger(PhysicalType form) {
    return new IllegalStateException("width is fixed: form=" + form);
  }
}
