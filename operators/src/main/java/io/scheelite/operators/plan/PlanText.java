package io.scheelite.operators.plan;

import io.scheelite.columnar.Schema;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.expression.ExpressionPrinter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes a physical plan as an indented tree, one operator per line, with estimates. */
public final class PlanText {
  private final Function<PlanNode, String> notes;
  private final Set<Integer> sharedWritten = new HashSet<>();
  private final StringBuilder text = new StringBuilder();

  private PlanText(Function<PlanNode, String> notes) {
    this.notes = notes;
  }

  /** The plan as text. */
  public static String of(PlanNode plan) {
    return of(plan, node -> "");
  }

  /** The plan as text, each operator followed by what {@code notes} says of it. */
  public static String of(PlanNode plan, Function<PlanNode, String> notes) {
    PlanText writer = new PlanText(notes);
    writer.append(plan, 0);
    return writer.text.toString();
  }

  private void append(PlanNode node, int depth) {
    text.append("  ".repeat(depth)).append(describe(node));
    if (node.estimatedRows() >= 0) {
      text.append(String.format(Locale.ROOT, "  ~%.0f rows", node.estimatedRows()));
    }
    boolean again = node instanceof PlanNode.Shared shared && !sharedWritten.add(shared.id());
    text.append(again ? "  (see above)" : "").append(notes.apply(node)).append('\n');
    if (again) {
      return;
    }
    node.inputs().forEach(input -> append(input, depth + 1));
  }

  private static String describe(PlanNode node) {
    return switch (node) {
      case PlanNode.Scan scan -> scan(scan);
      case PlanNode.Values values -> "Values rows=" + values.rows().size();
      case PlanNode.Filter filter ->
          "Filter " + ExpressionPrinter.print(filter.predicate(), filter.input().schema());
      case PlanNode.Project project -> project(project);
      case PlanNode.Aggregate aggregate -> aggregate(aggregate);
      case PlanNode.HashJoin join -> join(join);
      case PlanNode.SingleRow _ -> "SingleRow";
      case PlanNode.Shared shared -> "Shared #" + shared.id();
      case PlanNode.Sort sort -> "Sort " + order(sort.keys(), sort.schema());
      case PlanNode.TopN top ->
          "TopN " + order(top.keys(), top.schema()) + window(top.limit(), top.offset());
      case PlanNode.Window window -> WindowText.of(window);
      case PlanNode.Expand expand -> expand(expand);
      case PlanNode.Limit limit -> "Limit" + window(limit.limit(), limit.offset());
      case PlanNode.UnionAll _ -> "UnionAll";
      case PlanNode.Exchange exchange ->
          "Exchange " + distribution(exchange.distribution(), exchange.schema());
      case PlanNode.ExchangeRead read -> read(read);
    };
  }

  private static String scan(PlanNode.Scan scan) {
    String columns =
        scan.schema().fields().stream()
            .map(field -> field.name())
            .collect(Collectors.joining(", ", " [", "]"));
    String filters =
        scan.filters().isEmpty()
            ? ""
            : scan.filters().stream()
                .map(filter -> ExpressionPrinter.print(filter, scan.schema()))
                .collect(Collectors.joining(" AND ", " where ", ""));
    return "Scan " + scan.table().description() + columns + filters;
  }

  private static String project(PlanNode.Project project) {
    Schema input = project.input().schema();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < project.expressions().size(); i++) {
      String expression = ExpressionPrinter.print(project.expressions().get(i), input);
      String name = project.names().get(i);
      parts.add(expression.equals(name) ? name : expression + " AS " + name);
    }
    return "Project " + String.join(", ", parts);
  }

  private static String aggregate(PlanNode.Aggregate aggregate) {
    Schema input = aggregate.input().schema();
    String keys =
        aggregate.keys().isEmpty()
            ? ""
            : aggregate.keys().stream()
                .map(key -> input.field(key).name())
                .collect(Collectors.joining(", ", " by ", ""));
    String calls =
        aggregate.aggregates().stream()
            .map(call -> call(call, input))
            .collect(Collectors.joining(", ", " [", "]"));
    return "Aggregate" + keys + calls;
  }

  private static String call(AggregateCall call, Schema input) {
    String argument = call.argument() < 0 ? "*" : input.field(call.argument()).name();
    String name =
        switch (call.function()) {
          case COUNT_STAR, COUNT -> "count";
          case SUM -> "sum";
          case MIN -> "min";
          case MAX -> "max";
          case AVG -> "avg";
          case VAR_SAMP -> "var_samp";
          case VAR_POP -> "var_pop";
          case STDDEV_SAMP -> "stddev_samp";
          case STDDEV_POP -> "stddev_pop";
          case BIT_OR -> "bit_or";
          case BIT_XOR -> "bit_xor";
          case PRODUCT -> "product";
        };
    Integer filter = call.filter();
    return name
        + "("
        + argument
        + ")"
        + (filter == null ? "" : " filter " + input.field(filter).name());
  }

  private static String expand(PlanNode.Expand expand) {
    Schema input = expand.input().schema();
    return expand.sets().stream()
        .map(
            set ->
                set.stream()
                    .map(key -> input.field(expand.keys().get(key)).name())
                    .collect(Collectors.joining(", ", "(", ")")))
        .collect(Collectors.joining(", ", "Expand ", ""));
  }

  private static String join(PlanNode.HashJoin join) {
    Schema probe = join.probe().schema();
    Schema build = join.build().schema();
    List<String> conditions = new ArrayList<>();
    for (int i = 0; i < join.probeKeys().size(); i++) {
      conditions.add(
          probe.field(join.probeKeys().get(i)).name()
              + " = "
              + build.field(join.buildKeys().get(i)).name());
    }
    Expression residual = join.residual();
    if (residual != null) {
      conditions.add("(" + ExpressionPrinter.print(residual, probe.concat(build)) + ")");
    }
    String kind = join.probeKeys().isEmpty() ? "NestedLoopJoin " : "HashJoin ";
    return kind + join.joinType() + " " + String.join(" AND ", conditions);
  }

  private static String read(PlanNode.ExchangeRead read) {
    return "Read stage "
        + read.stage()
        + " "
        + distribution(read.distribution(), read.schema())
        + (read.ordered() ? " in order" : "");
  }

  /** How rows are distributed, with columns by their names. */
  public static String distribution(Distribution distribution, Schema schema) {
    return switch (distribution) {
      case Distribution.Hash hash ->
          hash.keys().stream()
              .map(key -> schema.field(key).name())
              .collect(Collectors.joining(", ", "hash(", ")"));
      case Distribution.Range range -> "range(" + order(range.keys(), schema) + ")";
      case Distribution.Broadcast _ -> "broadcast";
      case Distribution.Single _ -> "single";
      case Distribution.ByTask _ -> "by task";
    };
  }

  static String order(List<SortKey> keys, Schema schema) {
    return keys.stream()
        .map(
            key ->
                schema.field(key.column()).name()
                    + (key.ascending() ? "" : " DESC")
                    + (key.nullsFirst() ? " NULLS FIRST" : ""))
        .collect(Collectors.joining(", "));
  }

  private static String window(long limit, long offset) {
    return (limit == Long.MAX_VALUE ? "" : " limit " + limit)
        + (offset == 0 ? "" : " offset " + offset);
  }
}
