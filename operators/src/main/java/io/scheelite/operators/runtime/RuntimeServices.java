package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.WaitClock;

/** What every query of one runtime uses. */
record RuntimeServices(MemoryManager memory, WaitClock clock, FairQueue queue) {}
