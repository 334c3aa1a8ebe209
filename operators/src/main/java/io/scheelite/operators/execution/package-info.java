/**
 * Executes whole plans in this JVM: cuts them into pipelines, runs them, and hands their results to
 * a reader.
 *
 * <p>The local runtime is the entry for embedders; {@link
 * io.scheelite.operators.execution.ResultCursor} is the one place where a thread of the user's may
 * wait.
 */
@NullMarked
package io.scheelite.operators.execution;

import org.jspecify.annotations.NullMarked;
