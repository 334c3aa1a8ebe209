package io.scheelite.sql.command;

import io.scheelite.columnar.DataType;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.command.Command.Alteration;
import java.util.Set;

/** Reads what ALTER TABLE does. Used by one thread, for one statement. */
final class AlterationParser {
  private final CommandTokens tokens;

  AlterationParser(CommandTokens tokens) {
    this.tokens = tokens;
  }

  /** What follows the table's name. */
  Alteration alteration(String table) {
    if (tokens.accept("add")) {
      return new TableParser(tokens).added(table);
    }
    if (tokens.at("drop", "constraint")) {
      throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: ALTER TABLE DROP CONSTRAINT");
    }
    if (tokens.accept("drop")) {
      boolean _ = tokens.accept("column");
      boolean ifThere = tokens.accept("if", "exists");
      String name = tokens.name();
      boolean _ = tokens.accept("cascade") || tokens.accept("restrict");
      return new Alteration.Drop(name, ifThere);
    }
    if (tokens.accept("rename", "to")) {
      return new Alteration.Rename(tokens.name());
    }
    if (tokens.accept("rename")) {
      boolean _ = tokens.accept("column");
      String column = tokens.name();
      tokens.expect("to");
      return new Alteration.RenameColumn(column, tokens.name());
    }
    if (tokens.accept("alter")) {
      boolean _ = tokens.accept("column");
      return ofColumn(tokens.name());
    }
    throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: this change of a table");
  }

  private Alteration ofColumn(String column) {
    if (tokens.accept("set", "default")) {
      return new Alteration.SetDefault(column, tokens.selectedUpTo(Set.of()));
    }
    if (tokens.accept("drop", "default")) {
      return new Alteration.SetDefault(column, null);
    }
    if (tokens.accept("set", "not", "null")) {
      return new Alteration.SetNullable(column, false);
    }
    if (tokens.accept("drop", "not", "null")) {
      return new Alteration.SetNullable(column, true);
    }
    if (tokens.accept("type") || tokens.accept("set", "data", "type")) {
      DataType type = new TypeParser(tokens).type();
      if (tokens.at("using") || tokens.at("collate")) {
        throw tokens.refuse(
            ErrorCode.UNSUPPORTED, "not supported yet: ALTER COLUMN with " + tokens.word());
      }
      return new Alteration.SetType(column, type);
    }
    throw tokens.refuse(ErrorCode.UNSUPPORTED, "not supported yet: this change of a column");
  }
}
