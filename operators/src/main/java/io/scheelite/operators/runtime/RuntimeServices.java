package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;
import io.scheelite.spill.SpillManager;

/** What every query of one runtime uses. */
record RuntimeServices(
    MemoryManager memory, SpillManager spill, WaitClock clock, FairQueue queue) {}
