package io.scheelite.http;

import java.time.Duration;

/** Waits before the next attempt; tests do not. */
@FunctionalInterface
interface Pause {
  void pause(Duration duration) throws InterruptedException;
}
