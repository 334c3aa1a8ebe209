package io.scheelite.formats.mutation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damage that knows nothing of the format, and some for texts. */
final class ByteMutations {
  private static final List<String> MARKS =
      List.of(
          "\"",
          "\"\"",
          ",",
          ";",
          "\n",
          "\r",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ":",
          "null",
          "1e999999999",
          "-",
          "99999999999999999999999999999999999999999",
          "\0",
          "\uFEFF",
          "\\u0000",
          "\\ud800",
          "2024-02-30",
          "\"a\":",
          "true",
          "'",
          "#");
  private static final int[] EXTREMES = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 20};

  private ByteMutations() {}

  /** Some bits or bytes differ. */
  static byte[] flipped(byte[] bytes, RandomGenerator random) {
    byte[] result = bytes.clone();
    for (int left = 1 + random.nextInt(1 + random.nextInt(6));
        left > 0 && result.length > 0;
        left--) {
      int at = place(result.length, random);
      result[at] =
          (byte) (random.nextBoolean() ? result[at] ^ 1 << random.nextInt(8) : random.nextInt());
    }
    return result;
  }

  /** Anywhere, but more often near the end, where most formats have their structure. */
  private static int place(int length, RandomGenerator random) {
    return random.nextInt(3) == 0
        ? length - 1 - random.nextInt(Math.min(length, 2000))
        : random.nextInt(length);
  }

  /** A number is put over four or eight bytes. */
  static byte[] overwritten(byte[] bytes, RandomGenerator random) {
    byte[] result = bytes.clone();
    for (int left = 1 + random.nextInt(2); left > 0 && result.length > 8; left--) {
      int at = Math.min(place(result.length, random) & -4, result.length - 8);
      int number =
          random.nextBoolean()
              ? EXTREMES[random.nextInt(EXTREMES.length)]
              : random.nextInt(2 * result.length);
      for (int i = 0; i < 8 && (i < 4 || random.nextInt(4) == 0); i++) {
        result[at + i] = (byte) (i < 4 ? number >> 8 * i : number >> 31);
      }
    }
    return result;
  }

  static byte[] truncated(byte[] bytes, RandomGenerator random) {
    return bytes.length == 0 ? bytes : Arrays.copyOf(bytes, place(bytes.length, random));
  }

  /** Bytes are put in, left out, or there twice. */
  static byte[] shifted(byte[] bytes, RandomGenerator random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = place(bytes.length, random);
    int size = random.nextInt(Math.min(bytes.length - at, 1 << random.nextInt(12)) + 1);
    return switch (random.nextInt(3)) {
      case 0 -> joined(bytes, at, new byte[0], at + size);
      case 1 -> joined(bytes, at + size, Arrays.copyOfRange(bytes, at, at + size), at + size);
      default -> {
        byte[] noise = new byte[size];
        if (random.nextBoolean()) {
          random.nextBytes(noise);
        }
        yield joined(bytes, at, noise, at);
      }
    };
  }

  /** Words of texts are put in. */
  static byte[] marked(byte[] bytes, RandomGenerator random) {
    byte[] result = bytes;
    for (int left = 1 + random.nextInt(1 + random.nextInt(4)); left > 0; left--) {
      String mark = MARKS.get(random.nextInt(MARKS.size()));
      int at = random.nextInt(result.length + 1);
      int skipped = Math.min(result.length, at + random.nextInt(3));
      result = joined(result, at, mark.getBytes(StandardCharsets.UTF_8), skipped);
    }
    return result;
  }

  /** A long line, or a deep value. */
  static byte[] inflated(byte[] bytes, RandomGenerator random) {
    String mark = MARKS.get(random.nextInt(MARKS.size()));
    byte[] many =
        mark.repeat((1 << 10 + random.nextInt(12)) / mark.length() + 1)
            .getBytes(StandardCharsets.UTF_8);
    int at = random.nextInt(bytes.length + 1);
    return joined(bytes, at, many, at);
  }

  /** Some bytes of another file. */
  static byte[] spliced(byte[] bytes, byte[] other, RandomGenerator random) {
    int at = random.nextInt(bytes.length + 1);
    int from = random.nextInt(other.length + 1);
    return joined(bytes, at, Arrays.copyOfRange(other, from, other.length), bytes.length);
  }

  private static byte[] joined(byte[] bytes, int end, byte[] middle, int from) {
    byte[] result = new byte[end + middle.length + bytes.length - from];
    System.arraycopy(bytes, 0, result, 0, end);
    System.arraycopy(middle, 0, result, end, middle.length);
    System.arraycopy(bytes, from, result, end + middle.length, bytes.length - from);
    return result;
  }
}
