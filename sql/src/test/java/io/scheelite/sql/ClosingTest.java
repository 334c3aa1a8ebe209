package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything is closed, in order, whatever fails. */
class ClosingTest {
  @Test
  void closesAllAndThrowsTheFirstFailure() {
    List<String> closed = new ArrayList<>();
    Closing<IOException> parts = new Closing<>();
    parts.add(() -> closed.add("second"));
    parts.add(
        () -> {
          closed.add("third");
          throw new IOException("disk");
        });
    parts.add(
        () -> {
          throw new AssertionError("bug");
        });
    parts.add(() -> closed.add("last"));
    parts.addFirst(() -> closed.add("first"));
    assertThatThrownBy(parts::close)
        .isInstanceOf(IOException.class)
        .hasMessage("disk")
        .hasSuppressedException(new AssertionError("bug"));
    assertThat(closed).containsExactly("first", "second", "third", "last");
  }

  @Test
  void closesEachOnce() throws Exception {
    List<String> closed = new ArrayList<>();
    Closing<Exception> parts = new Closing<>();
    parts.add(() -> closed.add("part")).close();
    parts.close();
    assertThat(closed).containsExactly("part");
  }
}
