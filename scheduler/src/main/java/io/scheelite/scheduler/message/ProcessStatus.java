package io.scheelite.scheduler.message;

/**
 * One process of a cluster, for people.
 *
 * @param role in lower case
 * @param pid 0 where it is not known, or there is none now
 * @param address {@code HOST:PORT}; empty where it does not listen, or not yet
 * @param detail anything else; may be empty
 */
public record ProcessStatus(String role, String id, long pid, String address, String detail) {
  /** Role of a process that runs queries on the cluster and is none of its own. */
  public static final String APPLICATION = "application";
}
