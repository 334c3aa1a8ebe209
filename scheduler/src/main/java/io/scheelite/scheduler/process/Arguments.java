package io.scheelite.scheduler.process;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a main class: pairs {@code --name value}. */
final class Arguments {
  /** An option is unknown, missing or out of range; the message is for the person who wrote it. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Reads options; {@code known} are the names there are. */
  Arguments(String[] args, List<String> known) {
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i];
      if (!known.contains(name)) {
        throw new UsageException("unknown option: option=" + name + " known=" + known);
      }
      if (i + 1 == args.length) {
        throw new UsageException("option needs a value: option=" + name);
      }
      if (values.put(name, args[i + 1]) != null) {
        throw new UsageException("option is there twice: option=" + name);
      }
    }
  }

  private @Nullable String find(String name) {
    return values.get(name);
  }

  String text(String name) {
    String value = find(name);
    if (value == null) {
      throw new UsageException("option is missing: option=" + name);
    }
    return value;
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  int count(String name, int absent, int smallest) {
    return (int) number(name, absent, smallest, Integer.MAX_VALUE);
  }

  int count(String name) {
    text(name);
    return count(name, 0, 1);
  }

  long bytes(String name, long absent) {
    return number(name, absent, 1, Long.MAX_VALUE);
  }

  long bytes(String name) {
    text(name);
    return bytes(name, 0);
  }

  private long number(String name, long absent, long smallest, long largest) {
    String value = find(name);
    if (value == null) {
      return absent;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= smallest && number <= largest) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new UsageException("option needs a number: option=" + name + " value=" + value);
    }
    throw new UsageException(
        "option is out of range: option=" + name + " value=" + value + " smallest=" + smallest);
  }
}
