/**
 * A seeded simulator of the memory manager: the real manager, consumers, gates, storage and
 * admission under random schedules, on one thread and a virtual clock, with its invariants checked
 * after each step.
 */
@NullMarked
package io.scheelite.memory.simulation;

import org.jspecify.annotations.NullMarked;
