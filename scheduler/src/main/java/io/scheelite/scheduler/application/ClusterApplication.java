package io.scheelite.scheduler.application;

import io.scheelite.memory.MemoryConsumer;
import io.scheelite.operators.cluster.ClusterRuntime;
import io.scheelite.operators.distributed.Stage;
import io.scheelite.operators.exchange.ExchangeInput;
import io.scheelite.operators.exchange.StageBoundary;
import io.scheelite.operators.execution.LocalRuntime;
import io.scheelite.operators.execution.QueryExecution;
import io.scheelite.operators.plan.PlanNode;
import io.scheelite.operators.runtime.QueryOptions;
import io.scheelite.scheduler.event.EventLoop;
import io.scheelite.scheduler.plan.PlanCodec;
import io.scheelite.scheduler.plan.TableCodecs;
import io.scheelite.shuffle.client.ShuffleClient;
import io.scheelite.shuffle.client.ShuffleClientConfig;
import io.scheelite.shuffle.client.ShuffleControl;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One engine as an application of a cluster: takes plans from any thread to the driver's loop. */
final class ClusterApplication implements ClusterRuntime {
  private static final System.Logger LOG = System.getLogger(ClusterApplication.class.getName());
  private static final long CLOSE_SECONDS = 5;

  /** A window, and room to put blocks of the usual size together. */
  private static final long READER_FLOOR_BYTES =
      ShuffleClientConfig.defaults().readerWindowBytes() + 3L * MemoryConsumer.CHUNK_BYTES;

  private final ApplicationDriver driver;
  private final EventLoop loop;
  private final LocalRuntime local;
  private final ShuffleClient client;
  private final ShuffleControl control;
  private final PlanCodec codec = new PlanCodec(TableCodecs.installed());
  private final Runnable closeTransport;
  private boolean closed;

  /**
   * @param client fetches what the last stages read
   * @param control has services forget what nobody reads any more
   * @param closeTransport closes everything below, when no query runs any more
   */
  ClusterApplication(
      ApplicationDriver driver,
      EventLoop loop,
      LocalRuntime local,
      ShuffleClient client,
      ShuffleControl control,
      Runnable closeTransport) {
    this.driver = driver;
    this.loop = loop;
    this.local = local;
    this.client = client;
    this.control = control;
    this.closeTransport = closeTransport;
  }

  @Override
  public QueryExecution start(PlanNode plan, QueryOptions options) {
    QueryStages stages = QueryStages.of(plan, driver.slots(), options, codec);
    if (stages.isLocal()) {
      return local.start(plan, options);
    }
    CompletableFuture<ClusterJob> started = new CompletableFuture<>();
    Map<Integer, RootInput> inputs = inputs(stages, started);
    Map<Integer, ExchangeInput> boundary = new HashMap<>(inputs);
    QueryExecution execution =
        local.start(stages.root().plan(), StageBoundary.ofRoot(boundary), options);
    ClusterJob job =
        new ClusterJob(loop, stages, driver.scheduler(), inputs, execution, new Owner());
    started.complete(job);
    loop.execute(() -> driver.submit(job));
    var _ =
        execution
            .ended()
            .whenComplete((done, thrown) -> loop.execute(() -> job.executionEnded(thrown)));
    return execution.withReport(() -> job.report());
  }

  private Map<Integer, RootInput> inputs(
      QueryStages stages, CompletableFuture<ClusterJob> started) {
    Map<Integer, RootInput> inputs = new HashMap<>();
    for (PlanNode.ExchangeRead read : stages.root().reads()) {
      Stage writer = stages.plan().stage(read.stage());
      // the root is one task: it reads all partitions there are
      List<Integer> partitions = IntStream.range(0, writer.numPartitions()).boxed().toList();
      RootInput.Shape shape =
          new RootInput.Shape(
              stages.numTasks(read.stage()), partitions, read.ordered(), READER_FLOOR_BYTES);
      inputs.put(read.stage(), input(read.stage(), shape, started));
    }
    return inputs;
  }

  private RootInput input(int stage, RootInput.Shape shape, CompletableFuture<ClusterJob> started) {
    return new RootInput(
        shape,
        (location, partitions) -> client.open(List.of(location), partitions, shape.ordered()),
        (location, reason) ->
            started.thenAccept(
                job -> loop.execute(() -> job.root().inputLost(stage, location, reason))));
  }

  private final class Owner implements ClusterJob.Owner {
    @Override
    public void ended(ClusterJob job) {
      driver.forget(job);
    }

    @Override
    public void unused(Set<Integer> shuffles, Set<ServiceAddress> services) {
      int first = Collections.min(shuffles);
      int count = Collections.max(shuffles) - first + 1;
      String application = driver.registered().join();
      for (ServiceAddress service : services) {
        var _ =
            control
                .removeShuffles(service, application, first, count)
                .whenComplete(
                    (done, thrown) -> {
                      if (thrown != null) {
                        LOG.log(
                            Level.DEBUG,
                            "outputs stay until the application ends: service={0} reason={1}",
                            service,
                            thrown);
                      }
                    });
      }
    }
  }

  @Override
  public String explain(PlanNode plan) {
    return QueryStages.cut(plan, driver.slots()).text();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    loop.execute(
        () -> {
          driver.close();
          ended.complete(null);
        });
    ended.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS).join();
    local.close(); // readers of last stages need what is closed next
    closeTransport.run();
  }
}
