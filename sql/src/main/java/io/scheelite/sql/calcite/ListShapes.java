package io.scheelite.sql.calcite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds lists such as {@code [1, 2]}, which become calls, and types such as {@code INTEGER[]},
 * which are {@code INTEGER ARRAY} in the standard; {@code x[1]} chooses an element.
 */
final class ListShapes {
  private ListShapes() {}

  /** What is to stand in place of their brackets, by where these begin. */
  static Map<Integer, SelectShapes.Edit> in(List<SqlToken> tokens) {
    Map<Integer, SelectShapes.Edit> edits = new HashMap<>();
    Deque<Boolean> lists = new ArrayDeque<>(); // whether the open brackets are those of a list
    for (int i = 0; i < tokens.size(); i++) {
      SqlToken token = tokens.get(i);
      if (token.word().equals("[")
          && SqlToken.at(i + 1, tokens).word().equals("]")
          && isOperand(SqlToken.at(i - 1, tokens).word())) {
        edits.put(token.start(), new SelectShapes.Edit(tokens.get(++i).end(), " array"));
      } else if (token.word().equals("[")) {
        lists.push(!isOperand(SqlToken.at(i - 1, tokens).word()));
        if (lists.element()) {
          edits.put(token.start(), new SelectShapes.Edit(token.end(), "list_value("));
        }
      } else if (token.word().equals("]") && !lists.isEmpty() && lists.pop()) {
        edits.put(token.start(), new SelectShapes.Edit(token.end(), ")"));
      }
    }
    return edits;
  }

  /** Whether an operand ends with a token: then a bracket behind it belongs to it. */
  private static boolean isOperand(String word) {
    if (word.isEmpty()) {
      return false;
    }
    char first = word.charAt(0);
    return Character.isJavaIdentifierStart(first)
        ? !InfixCasts.BEFORE_OPERANDS.contains(word)
        : ")]}'\"".indexOf(first) >= 0;
  }
}
