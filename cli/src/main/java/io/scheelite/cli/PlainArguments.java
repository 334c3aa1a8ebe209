package io.scheelite.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of {@code scheelite sql} where they are plain: options with their values,
 * each known and well-formed. That starts a fifth of a second sooner than with picocli, which reads
 * all others, and words what is wrong with them.
 */
final class PlainArguments {
  private PlainArguments() {}

  /** The command as picocli would have made it; null where that has to look at the arguments. */
  static @Nullable SqlCommand ofSql(String[] arguments) {
    if (arguments.length % 2 == 0 || !arguments[0].equals("sql")) {
      return null;
    }
    SqlCommand command = new SqlCommand();
    command.format = ResultOutput.Format.TABLE;
    command.engineOptions = new EngineOptions();
    Set<String> given = new HashSet<>();
    try {
      for (int i = 1; i < arguments.length; i += 2) {
        String option = arguments[i];
        String value = arguments[i + 1];
        boolean repeated = !given.add(option) && !option.equals("--table");
        if (repeated || isSpecial(value) || !put(command, option, value)) {
          return null;
        }
      }
    } catch (RuntimeException malformed) {
      return null;
    }
    return command.text != null && command.file != null ? null : command;
  }

  /** Looks like an option, or like a file of arguments. */
  private static boolean isSpecial(String value) {
    return value.isEmpty() || value.charAt(0) == '-' || value.charAt(0) == '@';
  }

  /** False if the option is none of these. */
  private static boolean put(SqlCommand command, String option, String value) {
    EngineOptions engine = command.engineOptions;
    switch (option) {
      case "-c" -> command.text = value;
      case "-f" -> command.file = Path.of(value);
      case "--format" ->
          command.format = ResultOutput.Format.valueOf(value.toUpperCase(Locale.ROOT));
      case "--memory" -> engine.memory = new EngineOptions.Limit().convert(value);
      case "--threads" -> {
        engine.threads = Integer.valueOf(value);
        return value.charAt(0) != '0' && value.charAt(0) != '+'; // neither octal nor signed
      }
      case "--table" -> {
        int equals = value.indexOf('=');
        String name = value.substring(0, equals); // throws without one
        return command.tables.put(name, value.substring(equals + 1)) == null;
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
