package io.scheelite.cli;

/** How {@code stat} writes counters. */
enum StatFormat {
  /** For people. */
  TABLE,
  /** One line per counter: {@code pid,engine,state,counter,value}. */
  CSV,
  /** An array with an object for each engine. */
  JSON
}
