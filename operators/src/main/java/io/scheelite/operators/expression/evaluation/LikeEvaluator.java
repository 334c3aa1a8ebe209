package io.scheelite.operators.expression.evaluation;

import io.scheelite.columnar.Bitmap;
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
 *
 * <p>Texts that lie one behind the other, as a page of a file has them, are searched as one for the
 * rarest piece that may be anywhere: only rows where it occurs are looked at. Which piece is the
 * rarest is found by trying each from time to time.
 */
final class LikeEvaluator extends Evaluator {
  private static final int LARGEST_GAP = 64; // bytes between texts; all of them can be read
  private static final int LARGEST_RUN = 1 << 30;
  private static final int BATCHES_PER_TRIAL = 128;

  private final Evaluator operand;
  private final LikePattern pattern;
  private final boolean byTokens;
  private final ByteSearch[] pieces;
  private final int firstFree;
  private final int lastFree;
  private final boolean byRuns;
  private final double[] hitRates; // of free pieces, per row
  private int batches;
  private final VectorTarget flattened;
  private final long bits;

  LikeEvaluator(RowScope scope, Expression.Like like, Evaluator operand, EvaluationMemory memory) {
    super(scope);
    this.operand = operand;
    this.pattern = LikePattern.parse(like.pattern(), like.escape());
    this.byTokens = pattern.hasAnyCharacter();
    List<byte[]> texts = pattern.pieces();
    this.pieces = new ByteSearch[texts.size()];
    for (int i = 0; i < pieces.length; i++) {
      byte[] text = texts.get(i);
      long address = memory.allocate(text.length);
      if (memory.isReal()) {
        NativeMemory.copyFromArray(text, 0, address, text.length);
        pieces[i] = new ByteSearch(address, text.length);
      }
    }
    this.firstFree = pattern.startsOpen() ? 0 : 1;
    this.lastFree = pattern.endsOpen() ? pieces.length : pieces.length - 1;
    this.byRuns = !byTokens && firstFree == 0 && lastFree > 0;
    this.hitRates = new double[pieces.length];
    this.flattened = memory.temporaries(scope.capacity()).left();
    this.bits = memory.bitmap(scope.capacity());
  }

  @Override
  ColumnVector compute() {
    ColumnVector source = Operands.flat(operand.evaluate(), flattened);
    int n = numRows();
    long views = source.valuesAddress();
    if (byRuns) {
      searchRuns(views, n, pieceToSearch());
    } else {
      matchRows(views, n);
    }
    return BooleanVectors.of(n, bits, source.validityAddress());
  }

  /** Each in turn now and then, else the one that was seldom found. */
  private int pieceToSearch() {
    int turn = batches++ % BATCHES_PER_TRIAL;
    if (turn < lastFree) {
      return turn;
    }
    int best = 0;
    for (int i = 1; i < lastFree; i++) {
      best = hitRates[i] < hitRates[best] ? i : best;
    }
    return best;
  }

  /** Divides the rows into runs whose long texts follow each other. */
  private void searchRuns(long views, int n, int piece) {
    Bitmap.fill(bits, n, false);
    int hits = 0;
    int firstRow = 0;
    long begin = 0;
    long end = 0;
    for (int row = 0; row < n; row++) {
      long view = views + 16L * row;
      int size = StringView.length(view);
      if (size <= StringView.MAX_INLINE_LENGTH) {
        if (matchesPieces(view + StringView.PREFIX_OFFSET, size)) {
          Bitmap.set(bits, row);
        }
        continue;
      }
      long text = StringView.bytesAddress(view);
      if (text < end || text - end > LARGEST_GAP || text - begin > LARGEST_RUN) {
        hits += searchRun(views, firstRow, begin, end, piece);
        firstRow = row;
        begin = text;
      }
      end = text + size;
    }
    hits += searchRun(views, firstRow, begin, end, piece);
    hitRates[piece] = hits / Math.max(1.0, n);
  }

  /**
   * Finds the rows whose texts lie between the addresses and match; returns in how many the piece
   * occurs.
   */
  private int searchRun(long views, int firstRow, long begin, long end, int piece) {
    int row = firstRow;
    int hits = 0;
    long from = begin;
    while (from < end) {
      int offset = pieces[piece].indexIn(from, (int) (end - from));
      if (offset < 0) {
        return hits;
      }
      long hit = from + offset;
      while (endOfLongText(views + 16L * row) <= hit) {
        row++;
      }
      long text = StringView.bytesAddress(views + 16L * row);
      int size = StringView.length(views + 16L * row);
      if (hit < text) {
        from = text; // what was found begins in a gap
        continue;
      }
      if (matchesPieces(text, size)) {
        Bitmap.set(bits, row);
      }
      hits++;
      from = text + size;
    }
    return hits;
  }

  /** The address behind a long text; 0 for a short one. */
  private static long endOfLongText(long view) {
    int size = StringView.length(view);
    return size <= StringView.MAX_INLINE_LENGTH ? 0 : StringView.bytesAddress(view) + size;
  }

  private void matchRows(long views, int n) {
    for (int base = 0; base < n; base += 64) {
      int end = Math.min(64, n - base);
      long word = 0;
      for (int i = 0; i < end; i++) {
        word |= (matches(views + 16L * (base + i)) ? 1L : 0L) << i;
      }
      NativeMemory.putLong(bits + (base >>> 3), word);
    }
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
      from = pieces[0].needleSize();
      if (from > size || !pieces[0].matchesAt(text)) {
        return false;
      }
      if (last == 0 && lastFree == 0) {
        return from == size;
      }
    }
    if (lastFree == last) {
      to -= pieces[last].needleSize();
      if (to < from || !pieces[last].matchesAt(text + to)) {
        return false;
      }
    }
    for (int i = firstFree; i < lastFree; i++) {
      int position = pieces[i].indexIn(text + from, to - from);
      if (position < 0) {
        return false;
      }
      from += position + pieces[i].needleSize();
    }
    return true;
  }
}
