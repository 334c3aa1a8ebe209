package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.ColumnVector;
import io.scheelite.columnar.StringView;
import io.scheelite.columnar.VectorTarget;
import io.scheelite.columnar.kernels.ByteSearch;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import java.util.List;

/**
 * LIKE. A pattern without {@code _} is a text at the start, one at the end and some to be found in
 * this order between them; each is taken at its first position, so no choice is ever revised.
 */
final class LikeEvaluator extends Evaluator {
  private final Evaluator operand;
  private final LikePattern pattern;
  private final boolean byTokens;
  private final long[] pieces;
  private final int[] sizes;
  private final int firstFree;
  private final int lastFree;
  private final VectorTarget flattened;
  private final long bits;

  LikeEvaluator(RowScope scope, Expression.Like like, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.pattern = LikePattern.parse(like.pattern(), like.escape());
    this.byTokens = pattern.hasAnyCharacter();
    List<byte[]> texts = pattern.pieces();
    this.pieces = new long[texts.size()];
    this.sizes = new int[texts.size()];
    for (int i = 0; i < pieces.length; i++) {
      sizes[i] = texts.get(i).length;
      pieces[i] = memory.allocate(sizes[i]);
      if (memory.isReal()) {
        NativeMemory.copyFromArray(texts.get(i), 0, pieces[i], sizes[i]);
      }
    }
    this.firstFree = pattern.startsOpen() ? 0 : 1;
    this.lastFree = pattern.endsOpen() ? pieces.length : pieces.length - 1;
    this.flattened = memory.temporaries(scope.capacity()).left();
    this.bits = memory.bitmap(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), flattened);
    int n = numRows();
    long views = source.valuesAddress();
    for (int base = 0; base < n; base += 64) {
      int end = Math.min(64, n - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        word |= (matches(views + 16L * (base + i)) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(bits + (base >>> 3), word);
    }
    return BooleanVectors.of(n, bits, source.validityAddress());
  }

  private boolean matches(long view) {
    long text = StringView.bytesAddress(view);
    int size = StringView.length(view);
    return byTokens ? pattern.matchesTokens(text, size) : matchesPieces(text, size);
  }

  private boolean matchesPieces(long text, int size) {
    int last = pieces.length - 1;
    if (last < 0) {
      return size == 0 || pattern.startsOpen();
    }
    int from = 0;
    int to = size;
    if (firstFree > 0) {
      from = sizes[0];
      if (from > size || !ByteSearch.equal(text, pieces[0], from)) {
        return false;
      }
      if (last == 0 && lastFree == 0) {
        return from == size;
      }
    }
    if (lastFree == last) {
      to -= sizes[last];
      if (to < from || !ByteSearch.equal(text + to, pieces[last], sizes[last])) {
        return false;
      }
    }
    for (int i = firstFree; i < lastFree; i++) {
      int position = ByteSearch.indexOf(text + from, to - from, pieces[i], sizes[i]);
      if (position < 0) {
        return false;
      }
      from += position + sizes[i];
    }
    return true;
  }
}
