package io.scheelite.sql.expression;

/** What a session is told about where it is. */
final class SessionFunctions {
  private static final String VERSION = "v0.1";

  /** Of the one database, and of whoever uses it. */
  private static final String NAME = "scheelite";

  private SessionFunctions() {}

  static void register(NamedFunction.Registry registry) {
    registry.add("version", 0, 0, a -> Arguments.constant(VERSION));
    registry.add("current_schema", 0, 0, a -> Arguments.constant("main"));
    registry.add("current_database current_catalog", 0, 0, a -> Arguments.constant(NAME));
    registry.add(
        "current_user session_user current_role user", 0, 0, a -> Arguments.constant(NAME));
  }
}
