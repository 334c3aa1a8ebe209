package io.scheelite.formats.input;

import io.scheelite.formats.FormatException;
import io.scheelite.memory.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Looks at many far files at once, on threads that end with the work. Stateless. */
public final class Concurrently {
  /** More under way at once is an attack in the eyes of some servers. */
  static final int MOST_THREADS = 16;

  private Concurrently() {}

  /**
   * The results of an action for inputs, in their order; of near ones one after the other. The
   * first failure of an input ends all.
   */
  public static <R> List<R> map(List<InputFile> inputs, Function<Integer, R> action) {
    boolean far = inputs.stream().anyMatch(input -> input.readCost().readsAhead());
    List<R> results = new ArrayList<>();
    if (!far || inputs.size() == 1) {
      for (int i = 0; i < inputs.size(); i++) {
        results.add(action.apply(i));
      }
      return results;
    }
    int threads = Math.min(inputs.size(), MOST_THREADS);
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      List<Future<R>> started = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        int index = i;
        started.add(executor.submit(() -> action.apply(index)));
      }
      try {
        for (Future<R> future : started) {
          results.add(future.get());
        }
      } finally {
        executor.shutdownNow(); // after a failure nobody wants the rest
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException error
          ? error
          : new IllegalStateException("looking at files failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FormatException(
          ErrorCode.IO_ERROR, "looking at files was interrupted: files=" + inputs.size(), e);
    }
    return results;
  }
}
