package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.operators.runtime.QueryCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One at a time, in order; who waits can be told that it need not. */
@Timeout(60)
class ChangeLockTest {
  private final ChangeLock lock = new ChangeLock();
  private final List<String> done = new ArrayList<>(); // of this thread

  @Test
  void whatIsPutOffIsDoneInOrderByWhoLeaves() {
    lock.whenFree(() -> done.add("at once"));
    String result =
        lock.during(
            () -> {
              lock.whenFree(() -> done.add("first"));
              lock.whenFree(() -> done.add("second"));
              done.add("inside");
              return "result";
            });
    assertThat(result).isEqualTo("result");
    assertThat(done).containsExactly("at once", "inside", "first", "second");
  }

  @Test
  void whoIsUnwantedNeedNotWait() {
    CompletableFuture<Void> unwanted = CompletableFuture.completedFuture(null);
    int inside =
        lock.during(
            () -> {
              assertThatThrownBy(() -> lock.during(unwanted, () -> done.add("never")))
                  .isInstanceOf(QueryCancelledException.class);
              lock.whenFree(() -> done.add("after"));
              return 1;
            });
    assertThat(inside).isEqualTo(1);
    assertThat(done).containsExactly("after");
    assertThat(lock.during(unwanted, () -> done.add("free"))).isTrue(); // it notices later
  }

  @Test
  void aFailureLetsTheNextOneIn() {
    assertThatThrownBy(
            () ->
                lock.during(
                    () -> {
                      throw new IllegalStateException("as expected");
                    }))
        .hasMessage("as expected");
    assertThat(lock.during(() -> done.add("next"))).isTrue();
  }

  @Test
  void manyThreadsAreInsideOneByOne() throws InterruptedException {
    int[] count = new int[1]; // guarded by the lock
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int j = 0; j < 1000; j++) {
                      int _ = lock.during(() -> count[0]++);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(count[0]).isEqualTo(8000);
  }
}
