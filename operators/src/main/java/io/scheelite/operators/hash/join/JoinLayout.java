package io.scheelite.operators.hash.join;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.PhysicalType;
import io.scheelite.columnar.Schema;
import io.scheelite.columnar.rows.RowLayout;
import io.scheelite.memory.NativeMemory;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What follows from a join's plan alone: which build columns are kept, how a build row lies in
 * memory, what may be taken for granted. Immutable.
 *
 * <p>A build row is a row of {@link RowLayout} with this state:
 *
 * <pre>
 *   0                    8
 *  +--------------------+----------------------------------+
 *  | next row of the    | mark: 1 = some probe row matched |
 *  | chain (address)    | (8 bytes; see marksBuildRows)    |
 *  +--------------------+----------------------------------+
 * </pre>
 */
final class JoinLayout {
  static final int NEXT_STATE_OFFSET = 0;
  static final int MARK_STATE_OFFSET = 8;
  private static final int UNMARKED_STATE_BYTES = 8;
  private static final int MARKED_STATE_BYTES = 16;

  private final PlanNode.HashJoin node;
  private final Schema probeSchema;
  private final Schema buildSchema;
  private final List<Integer> storedColumns;
  private final int[] storedIndexes;
  private final BitSet residualColumns = new BitSet();
  private final RowLayout rows;
  private final RowLayout probeRows;
  private final int[] keyNullBits;
  private final boolean exactHash;

  JoinLayout(PlanNode.HashJoin node) {
    this.node = node;
    this.probeSchema = node.probe().schema();
    this.buildSchema = node.build().schema();
    if (node.residual() != null) {
      collectColumns(node.residual(), residualColumns);
    }
    this.storedColumns = chooseColumns();
    this.storedIndexes = new int[buildSchema.size()];
    for (int i = 0; i < storedIndexes.length; i++) {
      storedIndexes[i] = storedColumns.indexOf(i);
    }
    this.rows =
        RowLayout.of(
            buildSchema.select(storedColumns),
            marksBuildRows() ? MARKED_STATE_BYTES : UNMARKED_STATE_BYTES);
    this.probeRows = RowLayout.of(probeSchema, 0);
    this.keyNullBits =
        IntStream.range(0, numKeys()).map(rows::nullBit).filter(bit -> bit >= 0).toArray();
    this.exactHash =
        node.buildKeys().size() == 1
            && buildSchema.type(node.buildKeys().getFirst()).physicalType().isNarrowInteger();
  }

  private static void collectColumns(Expression expression, BitSet columns) {
    if (expression instanceof Expression.ColumnRef column) {
      columns.set(column.index());
    }
    expression.children().forEach(child -> collectColumns(child, columns));
  }

  /** The keys, then those that the residual reads or that the join yields. */
  private List<Integer> chooseColumns() {
    List<Integer> stored = new ArrayList<>(node.buildKeys());
    for (int i = 0; i < buildSchema.size(); i++) {
      boolean wanted = residualColumns.get(probeSchema.size() + i) || !selectsProbeRows();
      if (wanted && !stored.contains(i)) {
        stored.add(i);
      }
    }
    return stored;
  }

  PlanNode.HashJoin node() {
    return node;
  }

  JoinType joinType() {
    return node.joinType();
  }

  Schema probeSchema() {
    return probeSchema;
  }

  Schema buildSchema() {
    return buildSchema;
  }

  /** Positions, in the build's schema, of the columns that rows hold: the keys come first. */
  List<Integer> storedColumns() {
    return storedColumns;
  }

  /** Where rows hold a column of the build's schema; −1 if they do not. */
  int storedIndex(int buildColumn) {
    return storedIndexes[buildColumn];
  }

  /** Where rows hold each column of the build's schema; for joins that keep all of them. */
  List<Integer> outputColumns() {
    return IntStream.of(storedIndexes).boxed().toList();
  }

  /** Columns of the probe's schema followed by the build's that the residual reads. */
  BitSet residualColumns() {
    return residualColumns;
  }

  /** A build row. */
  RowLayout rows() {
    return rows;
  }

  /** A probe row, where it must be kept. */
  RowLayout probeRows() {
    return probeRows;
  }

  /** Where a row holds the address of the next one in its chain. */
  int nextOffset() {
    return rows.stateOffset() + NEXT_STATE_OFFSET;
  }

  /** Where a row holds its mark; only if {@link #marksBuildRows}. */
  int markOffset() {
    return rows.stateOffset() + MARK_STATE_OFFSET;
  }

  int numKeys() {
    return node.buildKeys().size();
  }

  /** Where a row holds key {@code i}. */
  int keyOffset(int i) {
    return rows.columnOffset(i);
  }

  /** How a row holds key {@code i}. */
  PhysicalType keyForm(int i) {
    return rows.schema().type(i).physicalType();
  }

  /** Whether the row has a null among its keys. */
  boolean hasNullKey(long row) {
    for (int bit : keyNullBits) {
      if ((NativeMemory.getByte(row + (bit >>> 3)) >>> (bit & 7) & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether equal hashes mean equal keys: the only key is an integer of at most 64 bits. */
  boolean exactHash() {
    return exactHash;
  }

  /** Whether build rows are marked when matched, and yielded in the end by their marks. */
  boolean marksBuildRows() {
    return switch (node.joinType()) {
      case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI -> true;
      case INNER, LEFT, SINGLE, SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
    };
  }

  /** Whether build rows are all that the join yields. */
  boolean yieldsOnlyBuildRows() {
    return switch (node.joinType()) {
      case RIGHT_SEMI, RIGHT_ANTI -> true;
      case INNER, LEFT, RIGHT, FULL, SINGLE -> false;
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
    };
  }

  /** Whether the join yields pairs of rows. */
  boolean yieldsPairs() {
    return switch (node.joinType()) {
      case INNER, LEFT, RIGHT, FULL, SINGLE -> true;
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK, RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  /** Whether probe rows without a match are paired with nulls. */
  boolean padsProbeRows() {
    return switch (node.joinType()) {
      case LEFT, FULL, SINGLE -> true;
      case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI -> false;
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> false;
    };
  }

  /** Whether output rows are probe rows, at most once each, chosen by whether they match. */
  boolean selectsProbeRows() {
    return switch (node.joinType()) {
      case SEMI, ANTI, NULL_AWARE_ANTI, MARK, NULL_AWARE_MARK -> true;
      case INNER, LEFT, RIGHT, FULL, SINGLE, RIGHT_SEMI, RIGHT_ANTI -> false;
    };
  }

  /** Whether build rows with a null key are of any use: they match nothing. */
  boolean keepsNullKeys() {
    return marksBuildRows() && node.joinType() != JoinType.RIGHT_SEMI;
  }

  /** The mark of the build rows that are yielded in the end. */
  int yieldedMark() {
    return node.joinType() == JoinType.RIGHT_SEMI ? 1 : 0;
  }

  /**
   * Whether the build's key {@code i} is the same, bit for bit, as the probe's where they are
   * equal: not so for floating-point numbers, which have two zeros and many NaNs.
   */
  boolean keyIsIdentical(int i) {
    return switch (probeSchema.type(node.probeKeys().get(i))) {
      case DataType.Float32 _, DataType.Float64 _ -> false;
      case DataType.Null _,
          DataType.Bool _,
          DataType.Int8 _,
          DataType.Int16 _,
          DataType.Int32 _,
          DataType.Int64 _,
          DataType.Decimal _,
          DataType.Date _,
          DataType.Timestamp _,
          DataType.Utf8 _,
          DataType.Binary _,
          DataType.List _,
          DataType.Struct _,
          DataType.Map _ ->
          true;
    };
  }
}
