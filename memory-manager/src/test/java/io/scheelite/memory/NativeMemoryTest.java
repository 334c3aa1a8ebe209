package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs once per backend: the build repeats it with the backend named by a property. */
@ExtendWith(LedgerCheck.class)
class NativeMemoryTest {
  private static final int SIZE = 5 << 20; // more than one piece of 1 MiB

  private final TestMemory memory = TestMemory.create(32 << 20);
  private final MemoryConsumer consumer = memory.reserved("bytes", 2L * SIZE);
  private final RandomGenerator random = Seeds.random("NativeMemoryTest");
  private long a;
  private long b;

  @BeforeEach
  void allocate() {
    a = consumer.allocate(SIZE);
    b = consumer.allocate(SIZE);
  }

  private byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] read(long address, int size) {
    byte[] bytes = new byte[size];
    NativeMemory.copyToArray(address, bytes, 0, size);
    return bytes;
  }

  private void done() {
    consumer.close();
  }

  @Test
  void theBackendIsTheOneAskedFor() {
    String wanted = System.getProperty(NativeMemory.BACKEND_PROPERTY, "auto");
    assertThat(NativeMemory.backend()).isEqualTo(wanted.equals("auto") ? "unsafe" : wanted);
    done();
  }

  @Test
  void valuesOfEveryWidthComeBackAtAnyAlignment() {
    for (int shift = 0; shift < 9; shift++) {
      long at = a + 100 + shift;
      long bits = random.nextLong();
      NativeMemory.putLong(at, bits);
      ByteBuffer expected = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(0, bits);
      assertThat(NativeMemory.getLong(at)).isEqualTo(bits);
      assertThat(NativeMemory.getInt(at + 4)).isEqualTo(expected.getInt(4));
      assertThat(NativeMemory.getShort(at + 2)).isEqualTo(expected.getShort(2));
      assertThat(NativeMemory.getByte(at + 1)).isEqualTo(expected.get(1));
      // boxed: random bits may be NaN, which equals itself only as an object
      assertThat((Object) NativeMemory.getDouble(at)).isEqualTo(expected.getDouble(0));
      assertThat((Object) NativeMemory.getFloat(at)).isEqualTo(expected.getFloat(0));
      NativeMemory.putInt(at, 7);
      NativeMemory.putShort(at + 4, (short) -2);
      NativeMemory.putByte(at + 6, (byte) 9);
      expected.putInt(0, 7).putShort(4, (short) -2).put(6, (byte) 9);
      assertThat(NativeMemory.getLong(at)).isEqualTo(expected.getLong(0));
      NativeMemory.putDouble(at, -0.0);
      assertThat(NativeMemory.getLong(at)).isEqualTo(Double.doubleToRawLongBits(-0.0));
      NativeMemory.putFloat(at, Float.MIN_VALUE);
      assertThat(NativeMemory.getInt(at)).isEqualTo(1);
    }
    done();
  }

  @Test
  void longCopiesMayOverlapInBothDirections() {
    byte[] bytes = randomBytes(SIZE);
    for (int distance : new int[] {1, 63, (1 << 20) - 1, (1 << 20) + 5, 3 << 20}) {
      NativeMemory.copyFromArray(bytes, 0, a, SIZE);
      NativeMemory.copy(a, a + distance, SIZE - distance);
      assertThat(
              Arrays.equals(
                  read(a + distance, SIZE - distance), Arrays.copyOf(bytes, SIZE - distance)))
          .isTrue();

      NativeMemory.copyFromArray(bytes, 0, a, SIZE);
      NativeMemory.copy(a + distance, a, SIZE - distance);
      assertThat(Arrays.equals(read(a, SIZE - distance), Arrays.copyOfRange(bytes, distance, SIZE)))
          .isTrue();
    }
    done();
  }

  @Test
  void fillReachesEveryByteAndNoOther() {
    NativeMemory.fill(a, SIZE, (byte) 0);
    NativeMemory.fill(a + 3, SIZE - 7, (byte) 5);
    byte[] expected = new byte[SIZE];
    Arrays.fill(expected, 3, SIZE - 4, (byte) 5);
    assertThat(Arrays.equals(read(a, SIZE), expected)).isTrue();
    done();
  }

  @Test
  void mismatchFindsTheFirstDifferingByteAtEveryLength() {
    byte[] bytes = randomBytes(SIZE);
    NativeMemory.copyFromArray(bytes, 0, a, SIZE);
    NativeMemory.copyFromArray(bytes, 0, b, SIZE);
    assertThat(NativeMemory.mismatch(a, b, SIZE)).isEqualTo(-1);
    for (int round = 0; round < 2000; round++) {
      int size = random.nextInt(1, 300);
      int at = random.nextInt(size);
      NativeMemory.putByte(b + at, (byte) ~bytes[at]);
      assertThat(NativeMemory.mismatch(a, b, size)).isEqualTo(at);
      assertThat(NativeMemory.mismatch(a, b, at)).isEqualTo(-1);
      NativeMemory.putByte(b + at, bytes[at]);
    }
    NativeMemory.putByte(b + SIZE - 1, (byte) ~bytes[SIZE - 1]);
    assertThat(NativeMemory.mismatch(a, b, SIZE)).isEqualTo(SIZE - 1);
    done();
  }

  @Test
  void comparesAsTheJdkComparesUnsignedArrays() {
    for (int round = 0; round < 5000; round++) {
      byte[] left = randomBytes(random.nextInt(0, 40));
      byte[] right = random.nextInt(4) == 0 ? randomBytes(random.nextInt(0, 40)) : left.clone();
      if (right.length > 0 && random.nextBoolean()) {
        right = Arrays.copyOf(right, random.nextInt(right.length));
      } else if (right.length > 0) {
        right[random.nextInt(right.length)] ^= (byte) random.nextInt(256);
      }
      NativeMemory.copyFromArray(left, 0, a + 1, left.length);
      NativeMemory.copyFromArray(right, 0, b + 2, right.length);
      assertThat(
              Integer.signum(NativeMemory.compareUnsigned(a + 1, left.length, b + 2, right.length)))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(left, right)));
    }
    done();
  }

  @Test
  void atomicsSwapAndAdd() {
    NativeMemory.putLongVolatile(a, 5);
    assertThat(NativeMemory.compareAndSetLong(a, 4, 9)).isFalse();
    assertThat(NativeMemory.compareAndSetLong(a, 5, 9)).isTrue();
    assertThat(NativeMemory.getAndAddLong(a, 3)).isEqualTo(9);
    assertThat(NativeMemory.getLongAcquire(a)).isEqualTo(12);
    NativeMemory.putLongRelease(a, 1);
    assertThat(NativeMemory.getLongVolatile(a)).isEqualTo(1);
    assertThat(NativeMemory.compareAndSetInt(a, 1, 2)).isTrue();
    assertThat(NativeMemory.getInt(a)).isEqualTo(2);
    done();
  }

  @Test
  void viewsShareTheMemory() {
    ByteBuffer buffer = NativeMemory.byteBuffer(a, 100);
    assertThat(buffer.isDirect()).isTrue();
    buffer.putLong(8, 77);
    assertThat(NativeMemory.getLong(a + 8)).isEqualTo(77);
    assertThat(NativeMemory.segment(a + 8, 8).byteSize()).isEqualTo(8);
    assertThat(NativeMemory.EVERYTHING.asSlice(a + 8, 8).mismatch(NativeMemory.segment(a + 8, 8)))
        .isEqualTo(-1);
    done();
  }
}
