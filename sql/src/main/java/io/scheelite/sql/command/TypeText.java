package io.scheelite.sql.command;

import io.scheelite.columnar.DataType;

/** Reads types that stand in texts, such as the options of files. Stateless. */
public final class TypeText {
  private TypeText() {}

  /**
   * The type of that name.
   *
   * @throws io.scheelite.sql.SqlException if there is none
   */
  public static DataType parse(String text) {
    return new TypeParser(new CommandTokens(text)).type();
  }
}
