package io.scheelite.scheduler.message;

import io.scheelite.operators.distributed.SplitSelection;
import io.scheelite.shuffle.MapOutput;
import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws records of any kind by reflection, so that a new message is tested without being named. */
final class RandomMessages {
  private static final List<String> TEXTS =
      List.of("", "executor-1", "größer", "two\nlines", "\0", "😀", "x".repeat(3000));

  private final RandomGenerator random;

  RandomMessages(RandomGenerator random) {
    this.random = random;
  }

  /** All kinds of messages. */
  static List<Class<?>> kinds() {
    return List.of(Message.class.getPermittedSubclasses());
  }

  Message message(Class<?> kind) {
    return (Message) value(kind, true);
  }

  private Object value(Type type, boolean signed) {
    return switch (type) {
      case ParameterizedType list -> list(list.getActualTypeArguments()[0]);
      case Class<?> plain -> plain(plain, signed);
      default -> throw new IllegalArgumentException("type=" + type);
    };
  }

  private List<?> list(Type element) {
    return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value(element, false)).toList();
  }

  private Object plain(Class<?> type, boolean signed) {
    if (type == int.class || type == Integer.class) {
      int value = random.nextInt() >>> random.nextInt(32);
      return signed ? value : value & Integer.MAX_VALUE;
    } else if (type == long.class) {
      return random.nextLong() >> random.nextInt(64);
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == String.class) {
      return TEXTS.get(random.nextInt(TEXTS.size()));
    } else if (type == byte[].class) {
      return bytes();
    } else if (type.isEnum()) {
      Object[] constants = type.getEnumConstants();
      return constants[random.nextInt(constants.length)];
    } else if (type.isSealed()) {
      Class<?>[] kinds = type.getPermittedSubclasses();
      return value(kinds[random.nextInt(kinds.length)], false);
    }
    return constrained(type);
  }

  /** Records that refuse some values. */
  private Object constrained(Class<?> type) {
    if (type == ServiceAddress.class) {
      return new ServiceAddress("host-" + random.nextInt(9), 1 + random.nextInt(65_535));
    } else if (type == MapOutputId.class) {
      return new MapOutputId(
          "app-" + random.nextInt(9),
          random.nextInt(1 << 20),
          random.nextInt(99),
          random.nextInt(9));
    } else if (type == MapOutput.class) {
      int partitions = 1 + random.nextInt(4);
      return new MapOutput(
          (MapOutputId) constrained(MapOutputId.class),
          random.longs(partitions, 0, 1L << 50).toArray(),
          random.longs(partitions, 0, 1L << 50).toArray(),
          random.nextLong(),
          random.nextInt(1 << 20));
    } else if (type == SplitSelection.class) {
      int splits = random.nextInt(20);
      return new SplitSelection(
          IntStream.range(0, splits).filter(i -> random.nextBoolean()).boxed().toList(), splits);
    }
    return record(type);
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values =
        Arrays.stream(components).map(component -> component(type, component)).toArray();
    try {
      var constructor =
          type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private @Nullable Object component(Class<?> owner, RecordComponent component) {
    boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    boolean signed = owner == Message.ExecutorExited.class;
    return nullable && random.nextBoolean() ? null : value(component.getGenericType(), signed);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }
}
