package io.scheelite.operators.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.testsupport.Seeds;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RowSearchTest {
  private static final int CASES = 20_000;

  /** A place in rows that are numbers; asking for one outside is an error. */
  private static final class Place extends RowSearch {
    private final long place;
    private final long begin;
    private final long end;
    private int asked;

    Place(long place, long begin, long end) {
      this.place = place;
      this.begin = begin;
      this.end = end;
    }

    @Override
    boolean isBefore(long row) {
      assertThat(row).isBetween(begin, end - 1);
      asked++;
      return row < place;
    }
  }

  @Test
  void findsAnyPlaceFromAnyGuess() {
    RandomGenerator random = Seeds.random(RowSearchTest.class, 0);
    for (int i = 0; i < CASES; i++) {
      long begin = random.nextInt(4) == 0 ? 0 : random.nextLong(1L << 40);
      long size = random.nextLong(1L << random.nextInt(1, 40));
      long place = begin + random.nextLong(-2, size + 3);
      long guess = begin + random.nextLong(-2, size + 3);
      Place search = new Place(place, begin, begin + size);
      long expected = Math.clamp(place, begin, begin + size);
      assertThat(search.first(guess, begin, begin + size)).isEqualTo(expected);
      long distance = Math.abs(expected - Math.clamp(guess, begin, begin + size));
      int bits = Long.SIZE - Long.numberOfLeadingZeros(distance);
      assertThat(search.asked).isLessThanOrEqualTo(2 * bits + 2);
    }
  }
}
