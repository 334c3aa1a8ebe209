package io.scheelite.scheduler.fault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code ACTION:ROLE[@KEY=VALUE,…]}.
 *
 * <p>What could never fire is refused: a key that is not known at the point, a point that the role
 * never comes to, an action that the point does not allow.
 */
final class FaultGrammar {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final String POINT = "point";

  private final String text;
  private final FaultAction action;
  private final FaultRole role;
  private FaultPoint point;
  private String processId = "";
  private final Map<FaultKey, Integer> values = new EnumMap<>(FaultKey.class);

  private FaultGrammar(String text) {
    this.text = text;
    int at = text.indexOf('@');
    String head = at < 0 ? text : text.substring(0, at);
    String[] words = head.split(":", -1);
    if (words.length != 2) {
      throw refused("must look like kill:executor@stage=1,task=2");
    }
    this.action = word("action", words[0], EnumSet.allOf(FaultAction.class));
    this.role = word("role", words[1], EnumSet.allOf(FaultRole.class));
    this.point = defaultPoint();
    List<String> pairs = at < 0 ? List.of() : List.of(text.substring(at + 1).split(",", -1));
    // the point says which other keys there are
    pairs.stream().filter(FaultGrammar::isPoint).forEach(this::readPoint);
    pairs.stream().filter(pair -> !isPoint(pair)).forEach(this::readPair);
  }

  static List<Fault> parseAll(String text) {
    List<Fault> faults = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      if (part.isBlank()) {
        continue;
      }
      Fault fault = new FaultGrammar(part.strip()).read();
      if (faults.stream().anyMatch(other -> other.text().equals(fault.text()))) {
        throw new IllegalArgumentException(
            Fault.VARIABLE + ": named twice, n=2 would be the second time: " + fault);
      }
      faults.add(fault);
    }
    return List.copyOf(faults);
  }

  private Fault read() {
    if (point.keys().contains(FaultKey.ATTEMPT)) {
      values.putIfAbsent(FaultKey.ATTEMPT, 0);
    }
    checkAction();
    return new Fault(text, action, role, point, processId, values);
  }

  private FaultPoint defaultPoint() {
    return damages() && role == FaultRole.EXECUTOR ? FaultPoint.COMMIT : role.points().getFirst();
  }

  private boolean damages() {
    return action == FaultAction.LOSE || action == FaultAction.CORRUPT;
  }

  private void checkAction() {
    boolean hasFiles =
        role == FaultRole.EXECUTOR && point == FaultPoint.COMMIT || role == FaultRole.SHUFFLE;
    if (damages() && !hasFiles) {
      throw refused(
          "map outputs can be hit at executor@point=commit and at shuffle@point=fetch alone");
    }
    boolean dies = action == FaultAction.KILL;
    if (role == FaultRole.WORKER && point != FaultPoint.HEARTBEAT && !dies) {
      throw refused("a worker can only be killed there");
    }
    if (role == FaultRole.WORKER && point != FaultPoint.HEARTBEAT && !processId.isEmpty()) {
      throw refused("the worker that is hit is the one whose executor comes there");
    }
    if (point == FaultPoint.STAGE && !dies) {
      // it only hears there that others are done: what comes next is no one thing to hold up
      throw refused("a driver can only be killed at point=stage, and delayed at point=fetch");
    }
    if (values.containsKey(FaultKey.MILLIS) && action != FaultAction.DELAY) {
      throw refused("millis is for delay");
    }
  }

  private static boolean isPoint(String pair) {
    return pair.startsWith(POINT + "=");
  }

  private void readPoint(String pair) {
    point = word(POINT, pair.substring(POINT.length() + 1), role.points());
  }

  private void readPair(String pair) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      throw refused("KEY=VALUE expected: " + pair);
    }
    String key = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    if (!key.isEmpty() && key.equals(role.idKey())) {
      if (!ID.matcher(value).matches() || !processId.isEmpty()) {
        throw refused("one name of a process expected: " + pair);
      }
      processId = value;
      return;
    }
    FaultKey known = word("key", key, knownKeys());
    if (!NUMBER.matcher(value).matches() || known == FaultKey.N && Integer.parseInt(value) == 0) {
      throw refused("number expected: " + pair);
    }
    if (values.put(known, Integer.parseInt(value)) != null) {
      throw refused("key is there twice: " + key);
    }
  }

  private Set<FaultKey> knownKeys() {
    Set<FaultKey> known = EnumSet.of(FaultKey.N, FaultKey.MILLIS);
    known.addAll(point.keys());
    return known;
  }

  private <E extends Enum<E>> E word(String what, String written, Collection<E> allowed) {
    return allowed.stream()
        .filter(value -> label(value).equals(written))
        .findFirst()
        .orElseThrow(() -> refused("unknown " + what + ": " + written + "; " + choices(allowed)));
  }

  private static <E extends Enum<E>> String choices(Collection<E> allowed) {
    return "there are "
        + allowed.stream().map(FaultGrammar::label).collect(Collectors.joining(", "));
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException(Fault.VARIABLE + ": " + why + ": fault=" + text);
  }
}
