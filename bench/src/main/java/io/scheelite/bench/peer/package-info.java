/**
 * Other engines measured beside ours: each runs in a child process with a class path of its own and
 * is asked over standard input to run one query at a time, so that both engines' runs alternate.
 */
@NullMarked
package io.scheelite.bench.peer;

import org.jspecify.annotations.NullMarked;
