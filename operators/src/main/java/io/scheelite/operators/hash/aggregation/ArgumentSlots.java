package io.scheelite.operators.hash.aggregation;

import java.util.List;

/** An argument and the slots that its values go to. */
record ArgumentSlots(Argument argument, List<StateSlot> slots) {}
