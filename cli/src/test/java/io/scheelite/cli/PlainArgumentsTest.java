package io.scheelite.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Option;

class PlainArgumentsTest {
  /** One argument per word; an underscore stands for a blank. */
  private static String[] words(String line) {
    String[] words = line.split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace('_', ' ');
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sql",
        "sql -c select_42",
        "sql --format csv -c select_42",
        "sql --format Json --memory 512m -c select_'a=b'",
        "sql -f x.sql --threads 3",
        "sql --table a=x.parquet --table b=/y/*.parquet -c select_1",
        "sql --memory process:1g --table t=a=b.parquet"
      })
  void readsWhatPicocliReads(String line) throws Exception {
    SqlCommand plain = PlainArguments.ofSql(words(line));
    CommandLine picocli = Main.commandLine();

    var parsed = picocli.parseArgs(words(line));

    assertThat(plain).isNotNull();
    SqlCommand expected = (SqlCommand) parsed.subcommand().commandSpec().userObject();
    assertThat(values(plain)).isEqualTo(values(expected));
    assertThat(values(plain.engineOptions)).isEqualTo(values(expected.engineOptions));
  }

  /** Any option that picocli knows, also one that is added later. */
  private static Map<String, String> values(Object command) throws IllegalAccessException {
    Map<String, String> values = new TreeMap<>();
    for (Field field : command.getClass().getDeclaredFields()) {
      if (field.isAnnotationPresent(Option.class)) {
        field.setAccessible(true);
        @Nullable Object value = field.get(command);
        values.put(field.getName(), String.valueOf(value));
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tpch --sf 1",
        "sql --help",
        "sql -c",
        "sql -c -f",
        "sql -c @file",
        "sql -c select_1 -c select_2",
        "sql --format csv --format json",
        "sql --format xml",
        "sql --memory much",
        "sql --threads 010",
        "sql --threads +1",
        "sql --threads two",
        "sql --table x.parquet",
        "sql --table a=x --table a=y",
        "sql --format=csv -c select_1",
        "sql --master host:1 -c select_1",
        "sql --nonsense 1"
      })
  void leavesAllElseToPicocli(String line) {
    assertThat(PlainArguments.ofSql(words(line))).isNull();
  }

  @Test
  void leavesNoArgumentsToPicocli() {
    assertThat(PlainArguments.ofSql(new String[0])).isNull();
  }
}
