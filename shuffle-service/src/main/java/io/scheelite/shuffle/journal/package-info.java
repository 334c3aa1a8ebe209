/**
 * What the shuffle service remembers when it is killed: which applications and executors are
 * registered.
 *
 * <p>{@link io.scheelite.shuffle.journal.ShuffleJournal} keeps the state in memory and every change
 * to it in a mapped, checksummed file. The one package that knows Chronicle Bytes.
 */
@NullMarked
package io.scheelite.shuffle.journal;

import org.jspecify.annotations.NullMarked;
