/**
 * Hands out memory and keeps the one ledger of it.
 *
 * <p>Pages, chunks and regions of native memory, the execution and storage pools that borrow from
 * each other, and the consumers that give memory back by spilling. Nothing in the project holds
 * native memory that this ledger does not know.
 */
@NullMarked
package io.scheelite.memory;

import org.jspecify.annotations.NullMarked;
