package io.scheelite.operators.hash.aggregation;

import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowLayout;
import java.util.List;

/**
 * Says how a group's row is made up, who folds what into it, and who reads it.
 *
 * <pre>
 *  +------+------+-----+-----------------+-----+-------------------------------+
 *  | hash | keys      | string extremes       | states: words, then single bytes |
 *  +------+------+-----+-----------------+-----+-------------------------------+
 *   the row layout's columns                    the row layout's state
 * </pre>
 *
 * @param keys positions of the keys in the input's schema
 * @param rows the row; its columns are the keys, then the string extremes
 * @param numRowsSlots slots that every batch updates, whatever its values
 * @param arguments what to decode, and which slots it goes to
 * @param strings extremes of strings
 * @param results one per aggregate
 * @param schema of the output: keys, then results
 */
record AggregationLayout(
    List<Integer> keys,
    RowLayout rows,
    List<StateSlot> numRowsSlots,
    List<ArgumentSlots> arguments,
    List<StringExtreme> strings,
    List<AggregateResult> results,
    Schema schema) {
  /** Copies the lists. */
  AggregationLayout {
    keys = List.copyOf(keys);
    numRowsSlots = List.copyOf(numRowsSlots);
    arguments = List.copyOf(arguments);
    strings = List.copyOf(strings);
    results = List.copyOf(results);
  }

  /** Folds the states of some rows into those of others, all but string extremes. */
  void combine(long sources, long targets, int numRows) {
    for (StateSlot slot : numRowsSlots) {
      slot.combine(sources, targets, numRows);
    }
    for (ArgumentSlots argument : arguments) {
      for (StateSlot slot : argument.slots()) {
        slot.combine(sources, targets, numRows);
      }
    }
  }
}
