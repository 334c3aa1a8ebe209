package io.scheelite.operators.hash.join;

/** How much of the build side a {@link JoinTable} holds, seen from a probe row. */
enum Piece {
  /** Everything that the row may match. */
  WHOLE,
  /** A part; others follow. */
  SOME,
  /** A part; others came before. */
  LAST;

  /** Whether rows that have not matched yet never will. */
  boolean isLast() {
    return this != SOME;
  }
}
