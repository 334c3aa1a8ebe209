package io.scheelite.sql.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The decisions behind one statement, as a list of small numbers: drawn at random and noted, or
 * taken from a list. Zero is always the simplest choice, and what a list lacks is zero, so that
 * shorter lists with smaller numbers make simpler statements.
 */
public final class Choices {
  private final @Nullable RandomGenerator random;
  private int[] made;
  private final int limit;
  private int size;

  private Choices(@Nullable RandomGenerator random, int[] made, int limit) {
    this.random = random;
    this.made = made;
    this.limit = limit;
  }

  /** Decisions drawn at random. */
  public static Choices drawn(RandomGenerator random) {
    return new Choices(random, new int[256], 0);
  }

  /** Decisions made before. */
  public static Choices given(int[] choices) {
    return new Choices(null, choices.clone(), choices.length);
  }

  /** A number from 0 to below {@code bound}. */
  public int below(int bound) {
    int choice;
    if (random != null) {
      choice = random.nextInt(bound);
    } else {
      choice = size < limit ? Math.min(made[size], bound - 1) : 0;
    }
    if (size == made.length) {
      made = Arrays.copyOf(made, size * 2 + 16);
    }
    made[size++] = choice;
    return choice;
  }

  /** True in so many of a hundred cases; the simplest choice is false. */
  public boolean chance(int percent) {
    return below(100) >= 100 - percent;
  }

  /** One of some; the first is the simplest. */
  public <T> T oneOf(List<T> values) {
    return values.get(below(values.size()));
  }

  /** All that was decided until now. */
  public int[] made() {
    return Arrays.copyOf(made, size);
  }
}
