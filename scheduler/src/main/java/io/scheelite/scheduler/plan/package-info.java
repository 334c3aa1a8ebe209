/**
 * Plans as bytes, so that other processes can run them: every plan node, expression and type, and
 * tables through the codecs of their kinds.
 *
 * <p>Trees are written flat, each node after its inputs, so that no depth of a tree overflows a
 * stack. What is read is checked before it becomes a plan: columns exist and have the type that
 * expressions expect, so that damaged bytes end in one typed error and never in wrong memory.
 */
@NullMarked
package io.scheelite.scheduler.plan;

import org.jspecify.annotations.NullMarked;
