package io.scheelite.sql.command;

import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.catalog.NearNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of column types. */
public final class TypeNames {
  private static final List<String> KNOWN =
      List.of(
          "tinyint",
          "smallint",
          "int",
          "integer",
          "bigint",
          "real",
          "float",
          "double",
          "decimal",
          "numeric",
          "varchar",
          "char",
          "character",
          "text",
          "string",
          "date",
          "timestamp",
          "datetime",
          "boolean",
          "bool",
          "blob",
          "bytea",
          "binary",
          "varbinary");

  /** Types that others have. */
  private static final Set<String> ABSENT =
      Set.of(
          "time",
          "timetz",
          "timestamptz",
          "interval",
          "uuid",
          "json",
          "jsonb",
          "xml",
          "array",
          "list",
          "bit",
          "enum",
          "money",
          "serial",
          "bigserial",
          "utinyint",
          "usmallint",
          "uinteger",
          "ubigint",
          "uhugeint");

  private TypeNames() {}

  /** Which error a name is that is no type of ours. */
  public static ErrorCode code(String name) {
    return isAbsent(name) ? ErrorCode.UNSUPPORTED : ErrorCode.UNKNOWN_TYPE;
  }

  /** What to say of a name that is no type of ours. */
  public static String refusal(String name) {
    return isAbsent(name)
        ? "not supported yet: type " + name
        : "unknown type: " + name + NearNames.hint(name, KNOWN);
  }

  private static boolean isAbsent(String name) {
    return ABSENT.contains(name.toLowerCase(Locale.ROOT));
  }
}
