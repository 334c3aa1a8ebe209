package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.operators.runtime.QueryCancelledException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planning gives its result or its failure, or is left alone when nobody wants it. */
@Timeout(60)
class PlanningThreadTest {
  @Test
  void theCallerGetsResultAndFailure() {
    assertThat(PlanningThread.call(() -> 7)).isEqualTo(7);
    assertThatThrownBy(
            () ->
                PlanningThread.call(
                    () -> {
                      throw new IllegalArgumentException("as expected");
                    }))
        .hasMessageContaining("as expected");
  }

  @Test
  void nobodyWaitsForWhatIsUnwanted() {
    CompletableFuture<Integer> release = new CompletableFuture<>();
    CompletableFuture<Void> unwanted = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                PlanningThread.call(
                    () -> {
                      unwanted.complete(null);
                      try {
                        return release.join();
                      } finally {
                        done.complete(null);
                      }
                    },
                    unwanted))
        .isInstanceOf(QueryCancelledException.class);
    assertThat(done).isNotDone();
    release.complete(1);
    done.join();
  }
}
