package io.scheelite.sql.fuzz;

import java.util.List;

/**
 * A statement and what is known of its answer.
 *
 * @param changes statements that are run before; they make the table {@link TableChanges#NAME} and
 *     change it, and it is dropped after
 * @param exact per column, whether values must be the very same
 * @param keys columns that the rows are in order of, from 0; empty if they come in any order
 * @param mayFail whether expressions were written without regard to their bounds
 */
public record FuzzQuery(
    List<String> changes, String text, List<Boolean> exact, List<Integer> keys, boolean mayFail) {
  /** All of it. */
  String script() {
    return changes.isEmpty() ? text : String.join(";\n", changes) + ";\n" + text;
  }
}
