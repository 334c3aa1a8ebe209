package io.scheelite.scheduler.master;

import io.scheelite.scheduler.network.Connection;

/**
 * An application that is registered.
 *
 * @param id made by the master, never used twice
 * @param name for people
 * @param pid of its process
 */
record ApplicationState(String id, String name, long pid, Connection connection) {}
