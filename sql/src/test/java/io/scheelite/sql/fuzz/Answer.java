package io.scheelite.sql.fuzz;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an engine says to a statement. */
public sealed interface Answer {
  /** Rows of Java objects: numbers, texts, truth values, LocalDate, LocalDateTime. */
  record Rows(List<@Nullable Object[]> rows) implements Answer {}

  /**
   * A refusal or an error.
   *
   * @param state SQLSTATE; the name of the error's family for DuckDB, which has none
   * @param internal whether it is the engine's fault
   * @param place where it was raised, to tell one fault from another
   */
  record Failure(String state, String message, boolean internal, String place) implements Answer {}
}
