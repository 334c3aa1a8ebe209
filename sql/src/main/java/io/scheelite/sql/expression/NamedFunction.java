package io.scheelite.sql.expression;

import io.scheelite.memory.ErrorCode;
import io.scheelite.operators.expression.Expression;
import io.scheelite.sql.SqlException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A function that SQL calls by name: what it takes and which typed expression it makes of that.
 *
 * @param name in lower case
 * @param minArguments fewest arguments
 * @param maxArguments most arguments
 * @param builder makes the expression, or throws {@link SqlException} for types it does not take
 */
public record NamedFunction(String name, int minArguments, int maxArguments, Builder builder) {
  private static final Map<String, NamedFunction> ALL = all();

  /** Makes a typed expression of a call's arguments. */
  @FunctionalInterface
  public interface Builder {
    /** The call; constants in {@code arguments} are literals. */
    Expression build(Arguments arguments);
  }

  /** Registers functions under one or several names. */
  static final class Registry {
    private final Map<String, NamedFunction> functions;

    private Registry(Map<String, NamedFunction> functions) {
      this.functions = functions;
    }

    void add(String names, int minArguments, int maxArguments, Builder builder) {
      for (String name : names.split(" ")) {
        functions.put(name, new NamedFunction(name, minArguments, maxArguments, builder));
      }
    }
  }

  private static Map<String, NamedFunction> all() {
    Map<String, NamedFunction> functions = new TreeMap<>();
    Registry registry = new Registry(functions);
    TextFunctions.register(registry);
    PatternFunctions.register(registry);
    IntegerFunctions.register(registry);
    NumberFunctions.register(registry);
    DateFunctions.register(registry);
    TimeFunctions.register(registry);
    SessionFunctions.register(registry);
    NestedFunctions.register(registry);
    return Collections.unmodifiableMap(functions);
  }

  /** The function of that name in any case, or null. */
  public static @Nullable NamedFunction find(String name) {
    return ALL.get(name.toLowerCase(Locale.ROOT));
  }

  /** All functions. */
  public static Collection<NamedFunction> values() {
    return ALL.values();
  }

  /** The typed call; throws {@link SqlException} if the function does not take the arguments. */
  public Expression call(List<Expression> arguments) {
    if (arguments.size() < minArguments || arguments.size() > maxArguments) {
      throw SqlException.of(
          ErrorCode.UNKNOWN_FUNCTION,
          "wrong number of arguments: function=" + name + " arguments=" + arguments.size());
    }
    return builder.build(new Arguments(name, arguments));
  }
}
