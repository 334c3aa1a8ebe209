package io.scheelite.scheduler.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.DataType;
import io.scheelite.columnar.Field;
import io.scheelite.columnar.Schema;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.operators.distributed.SplitSelection;
import io.scheelite.operators.distributed.SplitSubset;
import io.scheelite.operators.expression.AggregateCall;
import io.scheelite.operators.expression.AggregateCall.AggregateFunction;
import io.scheelite.operators.expression.Expression;
import io.scheelite.operators.plan.Distribution;
import io.scheelite.operators.plan.JoinType;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.SortKey;
import io.scheelite.operators.testing.RandomPlans;
import io.scheelite.operators.testing.RowsTable;
import io.scheelite.scheduler.wire.PlanWire;
import io.scheelite.scheduler.wire.Protocol;
import io.scheelite.scheduler.wire.WireException;
import io.scheelite.testsupport.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans of every kind arrive as they were sent; anything else is one typed error. */
class PlanCodecTest {
  private static final Schema SCHEMA =
      new Schema(
          IntStream.range(0, RandomExpressions.TYPES.size())
              .mapToObj(i -> new Field("c" + i, RandomExpressions.TYPES.get(i), i % 2 == 0))
              .toList());
  private static final List<SortKey> ORDER =
      List.of(new SortKey(3, true, false), new SortKey(0, false, true));
  private static final RowsTable TABLE = new RowsTable(SCHEMA, List.of(), 1);

  private final MemoryTableCodec tables = new MemoryTableCodec();
  private final PlanCodec codec = new PlanCodec(new TableCodecs(List.of(tables), 8));

  private static PlanNode scan() {
    return new PlanNode.Scan(
        TABLE, IntStream.range(0, SCHEMA.size()).boxed().toList(), List.of(), -1);
  }

  private static List<PlanNode> everyKind() {
    List<PlanNode> plans = new ArrayList<>();
    for (Distribution distribution :
        List.of(
            new Distribution.Hash(List.of(1, 4)),
            new Distribution.Range(ORDER),
            new Distribution.Broadcast(),
            new Distribution.Single(),
            new Distribution.ByTask())) {
      plans.add(new PlanNode.Exchange(scan(), distribution, 12.5));
      plans.add(new PlanNode.ExchangeRead(3, SCHEMA, distribution, true, Double.NaN));
    }
    List<AggregateCall> calls = new ArrayList<>();
    for (AggregateFunction function : AggregateFunction.values()) {
      int argument = function == AggregateFunction.COUNT_STAR ? -1 : 5;
      Integer filter = calls.size() % 2 == 0 ? null : 1;
      calls.add(new AggregateCall(function, argument, filter, DataType.INT64, "a" + calls.size()));
    }
    plans.add(new PlanNode.Aggregate(scan(), List.of(2, 1), calls, 7));
    for (JoinType type : JoinType.values()) {
      plans.add(new PlanNode.HashJoin(scan(), scan(), type, List.of(4), List.of(4), null, 1));
    }
    plans.add(new PlanNode.SingleRow(scan()));
    plans.add(new PlanNode.Shared(3, scan()));
    plans.add(new PlanNode.Sort(scan(), ORDER));
    plans.add(new PlanNode.TopN(scan(), ORDER, Long.MAX_VALUE, 3));
    plans.add(new PlanNode.Limit(scan(), 5, Long.MAX_VALUE));
    plans.add(new PlanNode.UnionAll(List.of(scan(), scan(), scan()), SCHEMA));
    plans.add(new PlanNode.Values(Schema.of(), List.of(List.of(), List.of())));
    return plans;
  }

  @Test
  void everyKindOfNodeArrives() {
    for (PlanNode plan : everyKind()) {
      assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
    }
  }

  @Test
  void everyKindOfExpressionArrives() {
    RandomExpressions expressions = new RandomExpressions(Seeds.random("expressions"));
    for (int i = 0; i < Seeds.iterations(2000); i++) {
      PlanNode plan =
          new PlanNode.Project(scan(), List.of(expressions.any(SCHEMA, 5)), List.of("größer"));
      assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
    }
  }

  @Test
  void literalRowsArrive() {
    RandomExpressions expressions = new RandomExpressions(Seeds.random("rows"));
    List<List<Expression.Literal>> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(SCHEMA.fields().stream().map(field -> expressions.literal(field.type())).toList());
    }
    PlanNode plan = new PlanNode.Values(SCHEMA, rows);
    assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
  }

  @Test
  void randomPlansArrive() {
    for (int i = 0; i < Seeds.iterations(500); i++) {
      PlanNode plan = new RandomPlans(Seeds.random(PlanCodecTest.class, i)).plan(5);
      assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
    }
  }

  @Test
  void deepExpressionsArrive() {
    Expression right = new Expression.ColumnRef(1, DataType.BOOLEAN, true);
    Expression left = right;
    for (int i = 0; i < 100_000; i++) {
      right = new Expression.Not(new Expression.IsNull(right));
      left = new Expression.Or(List.of(left, new Expression.ColumnRef(1, DataType.BOOLEAN, true)));
    }
    PlanNode plan = new PlanNode.Project(scan(), List.of(right, left), List.of("right", "left"));
    byte[] encoded = codec.encode(plan);
    // trees of that depth cannot be compared, their bytes can
    assertThat(codec.encode(codec.decode(encoded))).isEqualTo(encoded);
  }

  @Test
  void hugeExpressionIsRefused() {
    Expression shared = new Expression.Literal(true, DataType.BOOLEAN);
    for (int i = 0; i < 60; i++) {
      shared = new Expression.And(List.of(shared, shared));
    }
    PlanNode plan = new PlanNode.Project(scan(), List.of(shared), List.of("a"));
    assertThatThrownBy(() -> codec.encode(plan))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expression is too large");
  }

  @Test
  void deepPlansAreRefusedOnBothSides() {
    PlanNode plan = scan();
    for (int i = 1; i < PlanCodec.MAX_DEPTH; i++) {
      plan = new PlanNode.Limit(plan, 1, 0);
    }
    byte[] deep = codec.encode(plan);
    assertThat(codec.encode(codec.decode(deep))).isEqualTo(deep);
    PlanNode deeper = new PlanNode.Limit(plan, 1, 0);
    assertThatThrownBy(() -> codec.encode(deeper))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("plan is too deep");
    PlanWire.Node limit = PlanWire.Node.newBuilder().setLimit(PlanWire.Limit.newBuilder()).build();
    byte[] far =
        wire(b -> b.addAllNodes(nodes(scan())).addAllNodes(Collections.nCopies(10_000, limit)));
    assertThatThrownBy(() -> codec.decode(far))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("plan is too deep");
  }

  private List<PlanWire.Node> nodes(PlanNode plan) {
    return new PlanEncoder(new TableCodecs(List.of(tables), 8)).encode(plan);
  }

  private static byte[] wire(UnaryOperator<PlanWire.Plan.Builder> content) {
    return content
        .apply(PlanWire.Plan.newBuilder().setVersion(Protocol.VERSION))
        .build()
        .toByteArray();
  }

  @Test
  void otherVersionIsNamed() {
    byte[] newer = wire(b -> b.setVersion(Protocol.VERSION + 1));
    assertThatThrownBy(() -> codec.decode(newer))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("otherProtocol=" + (Protocol.VERSION + 1));
  }

  @Test
  void columnsMustExistAndFit() {
    Expression beyond = new Expression.ColumnRef(SCHEMA.size(), DataType.BOOLEAN, true);
    Expression other = new Expression.ColumnRef(12, DataType.BOOLEAN, true);
    for (Expression wrong : List.of(beyond, other)) {
      byte[] encoded = codec.encode(new PlanNode.Filter(scan(), wrong, 1));
      assertThatThrownBy(() -> codec.decode(encoded))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("another column than there is");
    }
  }

  @Test
  void damagedBytesAreOneTypedError() {
    RandomGenerator random = Seeds.random("damaged plans");
    List<PlanNode> kinds = everyKind();
    RandomExpressions expressions = new RandomExpressions(random);
    int numPlans = Seeds.iterations(20_000);
    int refused = 0;
    for (int i = 0; i < numPlans; i++) {
      PlanNode plan =
          random.nextBoolean()
              ? kinds.get(random.nextInt(kinds.size()))
              : new PlanNode.Project(scan(), List.of(expressions.any(SCHEMA, 4)), List.of("a"));
      byte[] damaged = codec.encode(plan);
      if (random.nextInt(4) == 0) {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 8));
      }
      for (int n = random.nextInt(4); n >= 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        // what is still a plan has a schema and can be told on
        PlanNode decoded = codec.decode(damaged);
        decoded.schema();
        codec.encode(decoded);
      } catch (WireException | MemoryTableCodec.TableGoneException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(numPlans / 4);
  }

  @Test
  void tablesAreOpenedOnceAndLookedAtEachTime() {
    byte[] encoded = codec.encode(scan());
    for (int i = 0; i < 5; i++) {
      codec.decode(encoded);
    }
    assertThat(tables.numDecoded()).isEqualTo(1);
    assertThat(tables.numVerified()).isEqualTo(4);
    tables.change();
    assertThatThrownBy(() -> codec.decode(encoded))
        .isInstanceOf(MemoryTableCodec.TableGoneException.class);
  }

  @Test
  void fewTablesAreKept() {
    List<byte[]> plans = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      RowsTable table = new RowsTable(SCHEMA, List.of(), 1);
      plans.add(codec.encode(new PlanNode.Scan(table, List.of(0), List.of(), -1)));
    }
    plans.forEach(codec::decode);
    codec.decode(plans.get(8));
    assertThat(tables.numDecoded()).isEqualTo(9);
    codec.decode(plans.getFirst());
    assertThat(tables.numDecoded()).isEqualTo(10);
  }

  @Test
  void someSplitsOfATableArrive() {
    SplitSubset subset = new SplitSubset(TABLE, new SplitSelection(List.of(0, 2, 5), 7));
    PlanNode plan = new PlanNode.Scan(subset, List.of(1), List.of(), 3);
    assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
  }

  @Test
  void tablesWithoutCodecAreNamed() {
    PlanCodec none = new PlanCodec(new TableCodecs(List.of(), 8));
    assertThatThrownBy(() -> none.encode(scan()))
        .isInstanceOfSatisfying(
            ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("table=" + TABLE.description());
    byte[] encoded = codec.encode(scan());
    assertThatThrownBy(() -> none.decode(encoded))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("kind=rows")
        .hasMessageContaining("table=" + TABLE.description());
  }
}
