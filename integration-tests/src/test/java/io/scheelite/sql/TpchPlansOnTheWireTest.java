package io.scheelite.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.bench.dataset.ScaleFactor;
import io.scheelite.bench.tpch.TpchDataset;
import io.scheelite.bench.tpch.TpchQuery;
import io.scheelite.operators.distributed.DistributedPlanner;
import io.scheelite.operators.distributed.DistributionOptions;
import io.scheelite.operators.distributed.Stage;
import io.scheelite.operators.distributed.StageCutter;
import io.scheelite.operators.distributed.StagePlan;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.plan.PlanText;
import io.scheelite.scheduler.plan.PlanCodec;
import io.scheelite.scheduler.plan.TableCodecs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The plans of the 22 TPC-H queries, whole and cut into stages, arrive at other processes as they
 * are: nodes, expressions, estimates and the splits of their tables.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TpchPlansOnTheWireTest {
  private static final int PARTITIONS = 3;

  private final Engine engine = Engine.builder().memoryBytes(64 << 20).build();
  private final PlanCodec codec = new PlanCodec(TableCodecs.installed());

  @BeforeAll
  void generate(@TempDir Path folder) throws Exception {
    TpchDataset dataset = TpchDataset.in(folder, ScaleFactor.parse("0.01"));
    dataset.ensure();
    dataset.files().forEach(engine::registerParquet);
  }

  @AfterAll
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
  void arrivesAsSent(int query) {
    PlanNode plan = engine.sql(TpchQuery.of(query).text()).plan();
    check(plan);
    DistributionOptions options = DistributionOptions.of(PARTITIONS);
    for (DistributionOptions other : List.of(options, options.withBroadcastBytes(0))) {
      StagePlan stages = StageCutter.cut(DistributedPlanner.plan(plan, other), other);
      stages.stages().stream().map(Stage::plan).forEach(this::check);
    }
  }

  private void check(PlanNode plan) {
    byte[] encoded = codec.encode(plan);
    PlanNode decoded = codec.decode(encoded);
    assertThat(PlanText.of(decoded)).isEqualTo(PlanText.of(plan));
    assertThat(decoded.schema()).isEqualTo(plan.schema());
    assertThat(codec.encode(decoded)).isEqualTo(encoded);
  }
}
