package io.scheelite.sql.command;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.memory.ErrorCode;
import io.scheelite.sql.command.CommandTokens.Kind;
import io.scheelite.sql.command.CommandTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the type of a column. Used by one thread, for one statement. */
final class TypeParser {
  private final CommandTokens tokens;

  TypeParser(CommandTokens tokens) {
    this.tokens = tokens;
  }

  /** A type, with {@code []} behind it for each level of lists. */
  DataType type() {
    DataType type = single();
    while (tokens.acceptSymbol("[")) {
      tokens.expectSymbol("]");
      type = new DataType.List(type);
    }
    return type;
  }

  private DataType single() {
    Token token = tokens.peek();
    String name = tokens.name().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "tinyint", "int1" -> DataType.INT8;
      case "smallint", "int2", "short" -> DataType.INT16;
      case "int", "integer", "int4", "signed", "mediumint" -> {
        skipLength();
        yield DataType.INT32;
      }
      case "bigint", "int8", "long" -> {
        skipLength();
        yield DataType.INT64;
      }
      case "real", "float4" -> DataType.FLOAT32;
      case "double", "float8" -> {
        boolean _ = tokens.accept("precision");
        yield DataType.FLOAT64;
      }
      case "float" -> {
        skipLength();
        yield DataType.FLOAT64;
      }
      case "hugeint" -> new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);
      case "decimal", "numeric", "dec" -> decimal();
      case "varchar",
          "char",
          "character",
          "text",
          "string",
          "nvarchar",
          "nchar",
          "bpchar",
          "clob",
          "tinytext",
          "longtext" -> {
        boolean _ = tokens.accept("varying");
        skipLength();
        yield DataType.UTF8;
      }
      case "date" -> DataType.DATE;
      case "timestamp", "datetime" -> {
        skipLength();
        boolean _ = tokens.accept("without", "time", "zone");
        yield DataType.TIMESTAMP;
      }
      case "boolean", "bool", "logical" -> DataType.BOOLEAN;
      case "struct", "row" -> struct();
      case "map" -> map();
      case "blob", "bytea", "binary", "varbinary" -> {
        skipLength();
        yield DataType.BINARY;
      }
      default ->
          throw tokens.refuse(
              TypeNames.code(name), TypeNames.refusal(token == null ? name : token.text()), token);
    };
  }

  private DataType struct() {
    List<Field> fields = new ArrayList<>();
    tokens.expectSymbol("(");
    do {
      fields.add(new Field(tokens.name(), type(), true));
    } while (tokens.acceptSymbol(","));
    tokens.expectSymbol(")");
    return new DataType.Struct(fields);
  }

  private DataType map() {
    tokens.expectSymbol("(");
    DataType key = type();
    tokens.expectSymbol(",");
    DataType value = type();
    tokens.expectSymbol(")");
    return new DataType.Map(key, value);
  }

  private void skipLength() {
    if (tokens.acceptSymbol("(")) {
      int _ = number();
      tokens.expectSymbol(")");
    }
  }

  private DataType decimal() {
    Token place = tokens.peek();
    int precision = DataType.Decimal.MAX_INT64_PRECISION;
    int scale = 0;
    if (tokens.acceptSymbol("(")) {
      precision = number();
      scale = tokens.acceptSymbol(",") ? number() : 0;
      tokens.expectSymbol(")");
    }
    if (precision < 1 || precision > DataType.Decimal.MAX_PRECISION || scale > precision) {
      throw tokens.refuse(
          ErrorCode.INVALID_QUERY,
          "decimal precision must be 1 to 38 and scale 0 to precision: precision="
              + precision
              + " scale="
              + scale,
          place);
    }
    return new DataType.Decimal(precision, scale);
  }

  private int number() {
    Token token = tokens.peek();
    if (token == null || token.kind() != Kind.NUMBER || token.text().length() > 9) {
      throw tokens.unexpected("a number");
    }
    try {
      return Integer.parseInt(tokens.take().text());
    } catch (NumberFormatException e) {
      throw tokens.unexpected("a whole number");
    }
  }
}
