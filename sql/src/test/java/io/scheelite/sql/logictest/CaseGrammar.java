package io.scheelite.sql.logictest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Words that stand for alternatives, and the texts that come of them: all combinations, or some by
 * chance. {@code ${word}} in a text is replaced by one of the word's alternatives, which may
 * contain words again; {@code ${word@key}} by the same one all over the text.
 */
final class CaseGrammar {
  private static final Pattern WORD = Pattern.compile("\\$\\{(\\w+)(@\\w+)?}");
  private static final int MAX_DEPTH = 4;
  private static final int ATTEMPTS = 20;

  private final Map<String, List<String>> alternatives = new HashMap<>();

  /** Defines a word. The first alternative ends recursion. */
  void define(String word, List<String> texts) {
    alternatives.put(word, List.copyOf(texts));
  }

  private List<String> alternatives(String word) {
    List<String> texts = alternatives.get(word);
    if (texts == null) {
      throw new IllegalArgumentException("unknown word: " + word);
    }
    return texts;
  }

  /** All texts, for words that do not contain themselves. */
  Set<String> all(String template) {
    Matcher word = WORD.matcher(template);
    if (!word.find()) {
      return Set.of(template);
    }
    Set<String> texts = new LinkedHashSet<>();
    for (String alternative : alternatives(word.group(1))) {
      String replaced =
          word.group(2) == null
              ? template.substring(0, word.start()) + alternative + template.substring(word.end())
              : template.replace(word.group(), alternative);
      texts.addAll(all(replaced));
    }
    return texts;
  }

  /** Up to {@code count} different texts by chance. */
  Set<String> some(String template, int count, Random random) {
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < count * ATTEMPTS && texts.size() < count; i++) {
      texts.add(one(template, 0, random, new HashMap<>()));
    }
    return texts;
  }

  private String one(String template, int depth, Random random, Map<String, String> chosen) {
    StringBuilder text = new StringBuilder();
    Matcher word = WORD.matcher(template);
    int end = 0;
    while (word.find()) {
      text.append(template, end, word.start());
      end = word.end();
      String known = word.group(2) == null ? null : chosen.get(word.group());
      if (known == null) {
        List<String> texts = alternatives(word.group(1));
        int index = depth >= MAX_DEPTH ? 0 : random.nextInt(texts.size());
        known = one(texts.get(index), depth + 1, random, chosen);
        chosen.put(word.group(), known);
      }
      text.append(known);
    }
    return text.append(template, end, template.length()).toString();
  }

  /** Alternatives of a line, which bars between blanks divide. */
  static List<String> split(String line) {
    List<String> texts = new ArrayList<>();
    for (String text : line.split("(?:^| )\\|(?: |$)", -1)) {
      texts.add(text.strip());
    }
    return texts;
  }
}
