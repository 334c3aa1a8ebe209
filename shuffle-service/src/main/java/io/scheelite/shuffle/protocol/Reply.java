package io.scheelite.shuffle.protocol;

import io.scheelite.shuffle.ShuffleException;
import java.util.SortedMap;

/** What a shuffle service answers. */
public sealed interface Reply {
  /** The bytes asked for are the body of this frame. */
  record Data() implements Reply {}

  /** It was done. */
  record Done() implements Reply {}

  /** It was not done, for a reason that programs can tell. */
  record Refused(ShuffleException.Kind reason, String message) implements Reply {}

  /** Names and numbers. */
  record Counters(SortedMap<String, Long> values) implements Reply {}
}
