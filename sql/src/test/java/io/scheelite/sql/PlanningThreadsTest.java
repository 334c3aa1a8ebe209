package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.operators.runtime.QueryCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planning gives its result or its failure, or is left alone when nobody wants it. */
@Timeout(60)
class PlanningThreadsTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final CompletableFuture<Integer> release = new CompletableFuture<>();

  /** Planning that goes on until {@link #release}, and that nobody waits for. */
  private CompletableFuture<Void> abandon(PlanningThreads threads) {
    CompletableFuture<Void> unwanted = new CompletableFuture<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                threads.call(
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
    return done;
  }

  @Test
  void theCallerGetsResultAndFailure() {
    try (PlanningThreads threads = new PlanningThreads()) {
      assertThat(threads.call(() -> 7)).isEqualTo(7);
      assertThatThrownBy(
              () ->
                  threads.call(
                      "not begun",
                      () -> {
                        throw new IllegalArgumentException("as expected");
                      }))
          .isInstanceOf(SqlException.class)
          .hasMessageStartingWith("not begun, please report it: ")
          .hasMessageContaining("as expected");
    }
  }

  @Test
  void nobodyWaitsForWhatIsUnwanted() {
    try (PlanningThreads threads = new PlanningThreads()) {
      CompletableFuture<Void> done = abandon(threads);
      assertThat(threads.call(() -> 1)).isEqualTo(1);
      release.complete(1);
      done.join();
    }
  }

  @Test
  void fewGoOnUnwanted() {
    try (PlanningThreads threads = new PlanningThreads(2, LONG)) {
      abandon(threads);
      abandon(threads);
      CompletableFuture<Void> unwanted = CompletableFuture.completedFuture(null);
      List<Integer> begun = new ArrayList<>();
      assertThatThrownBy(() -> threads.call(() -> begun.add(1), unwanted))
          .isInstanceOf(QueryCancelledException.class);
      assertThat(begun).isEmpty();

      CompletableFuture<Integer> next =
          CompletableFuture.supplyAsync(() -> threads.call(release::join));
      release.complete(3);
      assertThat(next.join()).isEqualTo(3);
    }
  }

  @Test
  void whatIsUnwantedEndsWhereItLooks() {
    PlanningThreads.requireWanted(); // other threads are wanted
    try (PlanningThreads threads = new PlanningThreads(2, LONG)) {
      CompletableFuture<Void> unwanted = new CompletableFuture<>();
      CompletableFuture<Void> looked = new CompletableFuture<>();
      assertThatThrownBy(
              () ->
                  threads.call(
                      () -> {
                        PlanningThreads.requireWanted();
                        unwanted.complete(null);
                        release.join();
                        try {
                          PlanningThreads.requireWanted();
                          looked.complete(null);
                        } catch (QueryCancelledException e) {
                          looked.completeExceptionally(e);
                        }
                        return 0;
                      },
                      unwanted))
          .isInstanceOf(QueryCancelledException.class);
      release.complete(0);
      assertThatThrownBy(looked::join).hasCauseInstanceOf(QueryCancelledException.class);
    }
  }

  @Test
  void closingWaitsForAllAndRefusesMore() {
    PlanningThreads threads = new PlanningThreads(2, LONG);
    CompletableFuture<Void> abandoned = abandon(threads);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Integer> wanted =
        CompletableFuture.supplyAsync(
            () ->
                threads.call(
                    () -> {
                      begun.complete(null);
                      return release.join();
                    },
                    new CompletableFuture<>()));
    begun.join();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(threads::close);
    assertThatThrownBy(wanted::join).hasCauseInstanceOf(QueryCancelledException.class);
    assertThat(closed).isNotDone();
    release.complete(0);
    closed.join();
    assertThat(abandoned).isDone();
    assertThatThrownBy(() -> threads.call(() -> 1))
        .isInstanceOf(QueryCancelledException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void closingDoesNotWaitForEver() {
    PlanningThreads threads = new PlanningThreads(2, Duration.ZERO);
    CompletableFuture<Void> done = abandon(threads);
    threads.close();
    assertThat(done).isNotDone();
    release.complete(0);
    done.join();
  }

  /** What has been started is nobody's to drop. */
  @Test
  void whatMustEndIsWaitedForWhileTheEngineIsClosed() {
    PlanningThreads threads = new PlanningThreads(2, LONG);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Integer> started =
        CompletableFuture.supplyAsync(
            () ->
                threads.call(
                    () -> {
                      begun.complete(null);
                      return release.join();
                    }));
    begun.join();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(threads::close);
    release.complete(5);
    assertThat(started.join()).isEqualTo(5);
    closed.join();
  }
}
