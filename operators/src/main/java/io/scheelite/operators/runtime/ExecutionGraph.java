package io.scheelite.operators.runtime;

import io.scheelite.memory.MemoryManager;
import io.scheelite.memory.QueryMemory;
import io.scheelite.memory.TaskMemory;
import io.scheelite.memory.WaitClock;
import io.scheelite.spill.SpillManager;
import io.scheelite.spill.SpillSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of one query while they run: has the query admitted, starts each pipeline when
 * those it depends on are finished, and unwinds everything when one driver fails or somebody
 * cancels.
 *
 * <p>Thread-safe; never blocks. State that no pipeline reads any more is closed at once. The memory
 * is given back by {@link #release}, which the reader of the result calls.
 */
public final class ExecutionGraph {
  private final QueryPipelines plan;
  private final QueryOptions options;
  private final FloorPlan floors;
  private final MemoryManager memoryManager;
  private final SpillManager spillManager;
  private final WaitClock clock;
  private final FairQueue queue;
  private final FairQueue.Lane lane = new FairQueue.Lane();
  private final List<PipelineRun> runs = new ArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Guarded by this.
  private final Set<WorkItem> live = new HashSet<>();
  private final Set<Pipeline> openStates = new HashSet<>();
  private final List<AutoCloseable> closedAtEnd = new ArrayList<>();
  private @Nullable CompletableFuture<QueryMemory> admission;
  private @Nullable QueryMemory memory;
  private @Nullable ExecutionContext context;
  private @Nullable SpillSpace spill;
  private long peakBytes;
  private boolean starting = true;
  private boolean hasEnded;

  private volatile @Nullable Throwable failure;

  ExecutionGraph(
      QueryPipelines plan, QueryOptions options, FloorPlan floors, RuntimeServices services) {
    this.plan = plan;
    this.options = options;
    this.floors = floors;
    this.memoryManager = services.memory();
    this.spillManager = services.spill();
    this.clock = services.clock();
    this.queue = services.queue();
    for (Pipeline pipeline : plan.pipelines()) {
      runs.add(new PipelineRun(pipeline, this));
      openStates.add(pipeline);
    }
  }

  /** Asks for admission; the query runs as soon as it is granted. */
  void start() {
    CompletableFuture<QueryMemory> requested =
        memoryManager.admit(options.name(), floors.floorBytes(), options.memoryLimitBytes());
    boolean cancelled;
    synchronized (this) {
      admission = requested;
      cancelled = failure != null;
    }
    if (cancelled) {
      requested.cancel(false); // it was too early to do so in fail()
    }
    var _ = requested.whenComplete(this::admitted);
  }

  @SuppressWarnings("IllegalCatch") // nobody else sees what is thrown inside a future
  private void admitted(@Nullable QueryMemory granted, @Nullable Throwable refusal) {
    if (granted == null) {
      fail(unwrapped(refusal));
    } else {
      try {
        synchronized (this) {
          memory = granted;
          spill = spillManager.newSpace(options.name(), Long.MAX_VALUE);
          context = newContext(granted.newTask("task"), spill);
        }
        startReadyPipelines();
      } catch (Throwable thrown) {
        fail(thrown);
      }
    }
    synchronized (this) {
      starting = false;
    }
    endIfIdle();
  }

  private static Throwable unwrapped(@Nullable Throwable thrown) {
    if (thrown == null) {
      return new IllegalStateException("neither memory nor a reason came from admission");
    }
    Throwable cause = thrown.getCause();
    return thrown instanceof CompletionException && cause != null ? cause : thrown;
  }

  private ExecutionContext newContext(TaskMemory task, SpillSpace files) {
    return new ExecutionContext(
        options.name(),
        task,
        files,
        new PinnedMemory(),
        clock,
        options.batchSize(),
        options.reclaimAlways(),
        () -> failure != null);
  }

  synchronized ExecutionContext context() {
    if (context == null) {
      throw new IllegalStateException("query is not admitted yet: query=" + options.name());
    }
    return context;
  }

  @SuppressWarnings("IllegalCatch") // a thread root: whatever fails here fails the query
  private void startReadyPipelines() {
    try {
      for (PipelineRun run : takeReady()) {
        run.start(floors.drivers());
      }
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  private synchronized List<PipelineRun> takeReady() {
    List<PipelineRun> ready = new ArrayList<>();
    if (failure != null) {
      return ready;
    }
    boolean busy = runs.stream().anyMatch(run -> run.phase() == PipelineRun.Phase.RUNNING);
    for (PipelineRun run : runs) {
      if ((!busy || floors.concurrent()) && isReady(run)) {
        run.phase(PipelineRun.Phase.RUNNING);
        busy = true;
        ready.add(run);
      }
    }
    return ready;
  }

  private boolean isReady(PipelineRun run) {
    return run.phase() == PipelineRun.Phase.WAITING
        && runs.stream()
            .filter(other -> run.pipeline().dependencies().contains(other.pipeline()))
            .allMatch(other -> other.phase() == PipelineRun.Phase.FINISHED);
  }

  /** Has work of a pipeline run until it ends. */
  void launch(GatedWork work, PipelineRun run) {
    WorkItem item =
        new WorkItem(work, queue, lane, (ending, thrown) -> workEnded(ending, run, thrown));
    synchronized (this) {
      live.add(item);
    }
    item.start();
  }

  @SuppressWarnings("IllegalCatch") // a thread root: whatever fails here fails the query
  private void workEnded(WorkItem item, PipelineRun run, @Nullable Throwable thrown) {
    try {
      if (thrown != null) {
        fail(thrown);
      } else if (failure == null && run.workEnded()) {
        pipelineFinished(run);
      }
    } catch (Throwable next) {
      fail(next);
    }
    // Only now: the item kept the query from ending while more was launched.
    synchronized (this) {
      live.remove(item);
    }
    endIfIdle();
  }

  private void pipelineFinished(PipelineRun run) {
    Pipeline pipeline = run.pipeline();
    List<Pipeline> unread = new ArrayList<>();
    synchronized (this) {
      run.phase(PipelineRun.Phase.FINISHED);
      for (Pipeline state : pipeline.dependencies()) {
        if (runs.stream().noneMatch(other -> stillReads(other, state))
            && openStates.remove(state)) {
          unread.add(state);
        }
      }
    }
    closeStreaming(pipeline);
    unread.forEach(state -> close(state.sink().factory()));
    startReadyPipelines();
  }

  private static boolean stillReads(PipelineRun run, Pipeline state) {
    return run.phase() != PipelineRun.Phase.FINISHED
        && run.pipeline().dependencies().contains(state);
  }

  /** Makes the query fail; everything that runs or waits ends at its next border. */
  public void fail(Throwable cause) {
    List<WorkItem> waiting;
    CompletableFuture<QueryMemory> requested;
    synchronized (this) {
      if (hasEnded || failure != null) {
        return;
      }
      failure = cause;
      waiting = List.copyOf(live);
      requested = memory == null ? admission : null;
    }
    if (requested != null) {
      requested.cancel(false);
    }
    waiting.forEach(WorkItem::wakeEarly);
  }

  /** Stops the query as soon as its drivers reach a border. */
  public void cancel() {
    fail(new QueryCancelledException(options.name()));
  }

  private void endIfIdle() {
    boolean failed;
    synchronized (this) {
      failed = failure != null;
      boolean complete = runs.stream().allMatch(run -> run.phase() == PipelineRun.Phase.FINISHED);
      if (hasEnded || starting || !live.isEmpty() || !failed && !complete) {
        return;
      }
      hasEnded = true;
    }
    if (failed) {
      unwind();
    }
    closedAtEnd.forEach(ExecutionGraph::close); // nothing is added once it has ended
    if (failed) {
      ended.completeExceptionally(failure);
    } else {
      ended.complete(null);
    }
  }

  private void unwind() {
    for (PipelineRun run : runs.reversed()) {
      run.closeUnstarted();
      if (run.phase() != PipelineRun.Phase.FINISHED) {
        closeStreaming(run.pipeline());
      }
      if (run.pipeline() != plan.root() && openStates.remove(run.pipeline())) {
        close(run.pipeline().sink().factory());
      }
    }
  }

  private static void closeStreaming(Pipeline pipeline) {
    close(pipeline.source().factory());
    pipeline.transforms().forEach(transform -> close(transform.factory()));
  }

  /** One part that fails to close must not keep the others from closing. */
  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.getLogger(ExecutionGraph.class.getName())
          .log(System.Logger.Level.ERROR, "operator failed to close", e);
    }
  }

  /**
   * Closes what the query reads when no work of it runs any more, before anybody hears of its end:
   * whoever waits for that finds it closed. At once if it has ended.
   */
  public void closeAtEnd(AutoCloseable part) {
    synchronized (this) {
      if (!hasEnded) {
        closedAtEnd.add(part);
        return;
      }
    }
    close(part);
  }

  /** Completes when no work of the query runs any more, with the failure if there was one. */
  public CompletableFuture<Void> ended() {
    return ended;
  }

  /** How the query runs. */
  public FloorPlan floors() {
    return floors;
  }

  /** Most bytes of execution memory that the query ever held, floors included. */
  public synchronized long peakMemoryBytes() {
    return memory == null ? peakBytes : memory.pool().peakBytes();
  }

  /** Bytes that the query has written to spill files. */
  public synchronized long spilledBytes() {
    return spill == null ? 0 : spill.spilledBytes();
  }

  /**
   * Gives back the result's state, all memory and all files. After {@link #ended}; a second call
   * does nothing.
   */
  public void release() {
    QueryMemory held;
    SpillSpace files;
    synchronized (this) {
      if (!openStates.remove(plan.root())) {
        return;
      }
      held = memory;
      files = spill;
      peakBytes = peakMemoryBytes();
      memory = null;
    }
    close(plan.root().sink().factory());
    if (files != null) {
      files.close();
    }
    if (held != null) {
      held.close();
    }
  }
}
