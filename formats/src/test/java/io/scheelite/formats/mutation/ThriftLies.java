package io.scheelite.formats.mutation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TFieldIdEnum;

/** Changes fields of Thrift structures so that they can still be written. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class ThriftLies {
  private ThriftLies() {}

  /** A field of a structure somewhere below. */
  private record Slot(TBase owner, TFieldIdEnum field) {}

  /** Changes one of the fields at any depth. */
  static void tell(TBase<?, ?> root, RandomGenerator random) {
    List<Slot> slots = new ArrayList<>();
    collect(root, slots);
    for (int attempt = 0; attempt < 20; attempt++) {
      Slot slot = slots.get(random.nextInt(slots.size()));
      Object value = slot.owner().getFieldValue(slot.field());
      Object other = changed(value, random);
      if (other != null) {
        slot.owner().setFieldValue(slot.field(), other);
        return;
      }
    }
  }

  private static void collect(@Nullable Object value, List<Slot> slots) {
    if (value instanceof TBase struct) {
      for (TFieldIdEnum field : fields(struct)) {
        if (struct.isSet(field)) {
          slots.add(new Slot(struct, field));
          collect(struct.getFieldValue(field), slots);
        }
      }
    } else if (value instanceof List<?> list) {
      list.forEach(part -> collect(part, slots));
    }
  }

  private static Iterable<TFieldIdEnum> fields(TBase struct) {
    try {
      return ((Map<TFieldIdEnum, ?>) struct.getClass().getField("metaDataMap").get(null)).keySet();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("not of Thrift's compiler: " + struct.getClass(), e);
    }
  }

  private static @Nullable Object changed(@Nullable Object value, RandomGenerator random) {
    return switch (value) {
      case Boolean flag -> !flag;
      case Byte _ -> (byte) random.nextInt();
      case Short number -> (short) number(number, random);
      case Integer number -> (int) number(number, random);
      case Long number -> number(number, random);
      case Enum<?> constant -> {
        Object[] all = constant.getDeclaringClass().getEnumConstants();
        yield all[random.nextInt(all.length)];
      }
      case String text -> random.nextBoolean() ? "" : text + "x".repeat(random.nextInt(100));
      case byte[] bytes -> ByteMutations.flipped(bytes, random);
      case ByteBuffer bytes -> {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        yield ByteBuffer.wrap(ByteMutations.flipped(copy, random));
      }
      case List<?> list when !list.isEmpty() -> {
        List<Object> other = new ArrayList<>(list);
        int at = random.nextInt(other.size());
        switch (random.nextInt(3)) {
          case 0 -> other.remove(at);
          case 1 -> other.add(other.get(at));
          default -> other.set(at, other.get(random.nextInt(other.size())));
        }
        yield other;
      }
      case null, default -> null;
    };
  }

  private static long number(long value, RandomGenerator random) {
    return switch (random.nextInt(9)) {
      case 0 -> value + 1;
      case 1 -> value - 1;
      case 2 -> 0;
      case 3 -> -value;
      case 4 -> Integer.MAX_VALUE;
      case 5 -> Integer.MIN_VALUE;
      case 6 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
      case 7 -> value + random.nextInt(-100, 100);
      default -> random.nextLong() >> random.nextInt(64);
    };
  }
}
