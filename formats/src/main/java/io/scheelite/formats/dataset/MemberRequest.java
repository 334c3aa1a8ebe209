package io.scheelite.formats.dataset;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.ColumnMapping;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.Expression.Literal;
import io.scheelite.operators.expression.evaluation.Projector;
import io.scheelite.operators.source.RangePruner;
import io.scheelite.operators.source.ScanRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a scan of a dataset wants of one of its members. Immutable. */
final class MemberRequest {
  private final DatasetMember member;
  private final ScanRequest request;
  private final List<Expression> outputs;
  private final int[] positions;
  private final boolean hasCasts;
  private final RangePruner constants;
  private final boolean mayMatch;

  MemberRequest(DatasetMember member, ScanRequest wanted) {
    this.member = member;
    this.outputs = new ArrayList<>();
    this.positions = new int[wanted.columns().size()];
    List<Integer> columns = new ArrayList<>();
    boolean casts = false;
    for (int i = 0; i < positions.length; i++) {
      Expression column = member.columns().get(wanted.columns().get(i));
      casts |= column instanceof Expression.Cast;
      positions[i] = column instanceof Expression.ColumnRef ? columns.size() : -1;
      outputs.add(ColumnMapping.map(column, _ -> columns.size()));
      ColumnMapping.columns(column).forEach(columns::add);
    }
    this.hasCasts = casts;
    this.constants = new RangePruner(1, this::range);
    this.mayMatch = wanted.filters().stream().allMatch(this::mayMatch);
    List<Expression> filters = new ArrayList<>();
    for (Expression filter : mayMatch ? wanted.filters() : List.<Expression>of()) {
      Expression translated = translated(filter);
      if (translated != null) {
        filters.add(translated);
      }
    }
    this.request = new ScanRequest(columns, filters, wanted.batchSize());
  }

  private boolean mayMatch(Expression filter) {
    return switch (filter) {
      case Expression.And and -> and.operands().stream().allMatch(this::mayMatch);
      case Expression.Or or -> or.operands().stream().anyMatch(this::mayMatch);
      case Expression.Like like -> !Boolean.FALSE.equals(constant(like));
      case Expression.Not(Expression.Like like) -> !Boolean.TRUE.equals(constant(like));
      default -> constants.mayMatchAll(List.of(filter));
    };
  }

  /** Whether the one value that a file has is like a pattern; null if it has others. */
  private @Nullable Boolean constant(Expression.Like like) {
    return like.operand() instanceof Expression.ColumnRef column
            && outputs.get(column.index()) instanceof Literal(String value, _)
        ? (Boolean) ConstantLike.matches(like, value)
        : null;
  }

  private RangePruner.@Nullable Range range(int column) {
    return outputs.get(column) instanceof Literal(Object value, _)
        ? new RangePruner.Range(value, value, value == null ? 1 : 0)
        : null;
  }

  /** What the member can make of a filter; null if nothing. May let more rows pass. */
  private @Nullable Expression translated(Expression filter) {
    return switch (filter) {
      case Expression.And and -> {
        List<Expression> operands = new ArrayList<>();
        for (Expression operand : and.operands()) {
          Expression translated = translated(operand);
          if (translated != null) {
            operands.add(translated);
          }
        }
        yield operands.isEmpty() ? null : new Expression.And(operands);
      }
      case Expression.Or or -> {
        List<Expression> operands = new ArrayList<>();
        for (Expression operand : or.operands()) {
          boolean possible = mayMatch(operand);
          Expression translated = possible ? translated(operand) : null;
          if (possible && translated == null) {
            yield null;
          }
          if (translated != null) {
            operands.add(translated);
          }
        }
        yield operands.isEmpty() ? null : new Expression.Or(operands);
      }
      default -> {
        BitSet columns = new BitSet();
        ColumnMapping.addColumns(filter, columns);
        boolean stored = columns.stream().allMatch(column -> positions[column] >= 0);
        yield stored ? ColumnMapping.map(filter, column -> positions[column]) : ofCast(filter);
      }
    };
  }

  /** A condition on a column that is cast, if statistics of the stored one tell about it. */
  private @Nullable Expression ofCast(Expression filter) {
    return switch (filter) {
      case Expression.Comparison(var operator, var left, Literal value) -> {
        Expression cast = cast(left);
        yield cast == null ? null : new Expression.Comparison(operator, cast, value);
      }
      case Expression.Comparison(var operator, Literal value, var right) -> {
        Expression cast = cast(right);
        yield cast == null ? null : new Expression.Comparison(operator, value, cast);
      }
      case Expression.InList list -> {
        Expression cast = cast(list.operand());
        yield cast == null ? null : new Expression.InList(cast, list.values());
      }
      default -> null;
    };
  }

  private @Nullable Expression cast(Expression operand) {
    Expression output =
        operand instanceof Expression.ColumnRef column ? outputs.get(column.index()) : operand;
    return output instanceof Expression.Cast && RangePruner.column(output) != null ? output : null;
  }

  /** Whether a row may pass, as far as the values that all rows share tell. */
  boolean mayMatch() {
    return mayMatch;
  }

  DatasetMember member() {
    return member;
  }

  /** For the member's table. */
  ScanRequest request() {
    return request;
  }

  /** The wanted columns over those of {@link #request}. */
  List<Expression> outputs() {
    return outputs;
  }

  /** The position in {@link #request} of a wanted column; −1 if it is not one as it is. */
  int position(int column) {
    return positions[column];
  }

  /** The wanted column that is the member's, or −1. */
  int wanted(int position) {
    return IntStream.range(0, positions.length)
        .filter(column -> positions[column] == position)
        .findFirst()
        .orElse(-1);
  }

  /** Whether values must be computed from the member's. */
  boolean hasCasts() {
    return hasCasts;
  }

  /** Whether the member's batches are what is wanted. */
  boolean isPlain() {
    return Arrays.stream(positions).allMatch(position -> position >= 0);
  }

  /** The literals among {@link #outputs}, in their order. */
  List<Expression> literals() {
    return outputs.stream().filter(Literal.class::isInstance).toList();
  }

  /** Schema of the member's batches. */
  Schema input() {
    return member.table().schema().select(request.columns());
  }

  /** What a reader needs beside the member's own. */
  long ownFloorBytes() {
    if (isPlain()) {
      return 0;
    }
    return hasCasts
        ? Projector.floorBytes(outputs, input(), request.batchSize())
        : Projector.floorBytes(literals(), Schema.of(), request.batchSize());
  }
}
