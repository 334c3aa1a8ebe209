package io.scheelite.shuffle.protocol;

import java.util.Locale;

/** What a shuffle service is asked for. */
public sealed interface Request {
  /** Stored bytes of an output; answered with {@link Reply.Data}. */
  record Fetch(FetchRequest piece) implements Request {}

  /**
   * From here on the outputs of an application are served from a folder; answered with {@link
   * Reply.Done}, when the service will remember it even if it is killed.
   *
   * @param application its id at the master
   * @param executor who will write
   * @param folder absolute path of the folder under which the application has its own
   */
  record Register(String application, String executor, String folder) implements Request {}

  /** The application has ended: its files are deleted; answered with {@link Reply.Done}. */
  record Remove(String application) implements Request {}

  /**
   * A job has ended: the outputs of these exchanges are deleted; answered with {@link Reply.Done}.
   *
   * @param firstShuffle the lowest number
   * @param numShuffles how many numbers from there on, at least 1
   */
  record RemoveShuffles(String application, int firstShuffle, int numShuffles) implements Request {}

  /** Whether the service is alive; answered with {@link Reply.Done}. */
  record Ping() implements Request {}

  /** What the service has done so far; answered with {@link Reply.Counters}. */
  record Status() implements Request {}

  /** What it is, for messages. */
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
