package io.scheelite.columnar.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.scheelite.columnar.Batches;
import io.scheelite.columnar.Bitmap;
import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import io.scheelite.testsupport.Seeds;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs every SIMD kernel and its scalar twin on the same values, whatever kernels there are: pairs
 * are found by name.
 */
@ExtendWith(LedgerCheck.class)
class SimdTwinsTest {
  private static final int[] SIZES = {
    0, 1, 2, 7, 8, 15, 16, 31, 32, 33, 63, 64, 65, 127, 129, 2048
  };
  private static final long[] INTEGERS = {
    0,
    1,
    -1,
    2,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Short.MIN_VALUE,
    Short.MAX_VALUE,
    Byte.MIN_VALUE,
    Byte.MAX_VALUE
  };
  private static final double[] DOUBLES = {
    0.0,
    -0.0,
    1,
    -1,
    Double.NaN,
    Double.longBitsToDouble(-1L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.MAX_VALUE,
    Double.MIN_VALUE
  };

  private Batches memory;

  @BeforeEach
  void open() {
    memory = new Batches(TestMemory.create(64 << 20));
  }

  @AfterEach
  void close() {
    memory.close();
  }

  @TestFactory
  Stream<DynamicTest> everyPairAgrees() throws ClassNotFoundException {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assumeTrue(present, "no Vector API in this JVM");
    List<DynamicTest> tests = new ArrayList<>();
    for (Class<?> simd :
        List.of(
            Class.forName("io.scheelite.columnar.kernels.SimdCompareKernels"),
            Class.forName("io.scheelite.columnar.kernels.SimdArithmeticKernels"))) {
      for (Method twin : simd.getDeclaredMethods()) {
        Method scalar = scalarTwin(twin);
        if (scalar != null) {
          tests.add(DynamicTest.dynamicTest(twin.getName(), () -> checkPair(scalar, twin)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(40);
    return tests.stream();
  }

  private static Method scalarTwin(Method simd) {
    return Stream.of(CompareKernels.class, ArithmeticKernels.class, RangeKernels.class)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getName().equals(simd.getName() + "Scalar"))
        .findFirst()
        .orElse(null);
  }

  private void checkPair(Method scalar, Method simd) throws ReflectiveOperationException {
    RandomGenerator random = Seeds.random(simd.getName());
    for (int round = 0; round < 4; round++) {
      for (int size : SIZES) {
        Object[] arguments = arguments(scalar, size, random);
        Object expected = run(scalar, arguments, size);
        Object actual = run(simd, arguments, size);
        assertThat(actual).as("%s of %d values", simd.getName(), size).isEqualTo(expected);
      }
    }
  }

  private Object[] arguments(Method method, int size, RandomGenerator random) {
    boolean floating = method.getName().contains("Float64");
    Class<?>[] types = method.getParameterTypes();
    String name = method.getName();
    boolean constantFirst = name.contains("FromConstant");
    boolean constantSecond = name.contains("Constant") && !constantFirst;
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      boolean constant = (i == 0 && constantFirst) || (i == 1 && constantSecond);
      if (constant) {
        arguments[i] = constant(types[i], random);
      } else if (i < 2 && types[i] == long.class) {
        arguments[i] = vector(size, floating, random);
      } else if (types[i] == int.class) {
        arguments[i] = size;
      } else {
        arguments[i] = random.nextBoolean() ? 0L : -1L; // invert; a target is put there later
      }
    }
    return arguments;
  }

  private long vector(int size, boolean floating, RandomGenerator random) {
    long address = memory.allocate(8L * size + 16) + 8; // not aligned to a vector
    for (int i = 0; i < size; i++) {
      long bits = floating ? Double.doubleToRawLongBits(floating(random)) : integer(random);
      NativeMemory.putLong(address + 8L * i, bits);
    }
    return address;
  }

  private static long integer(RandomGenerator random) {
    return switch (random.nextInt(3)) {
      case 0 -> INTEGERS[random.nextInt(INTEGERS.length)];
      case 1 -> random.nextInt(5);
      default -> random.nextLong();
    };
  }

  private static double floating(RandomGenerator random) {
    return random.nextBoolean()
        ? DOUBLES[random.nextInt(DOUBLES.length)]
        : random.nextInt(9) / 2.0 - 2;
  }

  private static Object constant(Class<?> type, RandomGenerator random) {
    long value = integer(random);
    return switch (type.getName()) {
      case "byte" -> (byte) value;
      case "short" -> (short) value;
      case "int" -> (int) value;
      case "long" -> value;
      default -> floating(random);
    };
  }

  /** The result of a reduction, the bits of a comparison, or the words of a map. */
  private Object run(Method method, Object[] arguments, int size)
      throws ReflectiveOperationException {
    method.setAccessible(true);
    Object[] actual = arguments.clone();
    long target = memory.allocate(8L * size + 8);
    NativeMemory.fill(target, 8L * size + 8, (byte) 0);
    boolean reduction = method.getReturnType() != void.class;
    if (!reduction) {
      actual[actual.length - 1] = target;
    }
    Object result = method.invoke(null, actual);
    if (reduction) {
      return result;
    }
    List<Object> values = new ArrayList<>();
    boolean bits = method.getName().matches("(equal|less|greater).*");
    for (int i = 0; i < size; i++) {
      values.add(bits ? (Object) Bitmap.isSet(target, i) : number(method, target + 8L * i));
    }
    return values;
  }

  private static Object number(Method method, long address) {
    return method.getName().contains("Float64")
        ? (Object) NativeMemory.getDouble(address)
        : NativeMemory.getLong(address);
  }
}
