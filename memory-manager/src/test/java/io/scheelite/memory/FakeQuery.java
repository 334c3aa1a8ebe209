package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** A query with one or two tasks of one to three drivers, started as soon as it is admitted. */
final class FakeQuery {
  private static final long CHUNK = MemoryConsumer.CHUNK_BYTES;

  final List<FakeDriver> drivers = new ArrayList<>();
  final CompletableFuture<Void> finished;
  final long floorBytes;

  FakeQuery(MemoryManager manager, String name, RandomGenerator random, Executor executor) {
    int tasks = random.nextInt(1, 3);
    int driversPerTask = random.nextInt(1, 4);
    int operators = random.nextInt(1, 4);
    int batches = random.nextInt(1, 30);
    floorBytes = (long) tasks * driversPerTask * operators * FakeDriver.FLOOR_CHUNKS * CHUNK;
    long limit = random.nextInt(4) == 0 ? floorBytes + random.nextInt(8) * CHUNK : Long.MAX_VALUE;
    finished =
        manager
            .admit(name, floorBytes, limit)
            .thenCompose(
                query -> {
                  for (int t = 0; t < tasks; t++) {
                    TaskMemory task = query.newTask("task" + t);
                    for (int d = 0; d < driversPerTask; d++) {
                      drivers.add(new FakeDriver(task, operators, batches, executor, random));
                    }
                  }
                  drivers.forEach(executor::execute);
                  return CompletableFuture.allOf(
                          drivers.stream()
                              .map(FakeDriver::done)
                              .toArray(CompletableFuture<?>[]::new))
                      .whenComplete((ignored, error) -> query.close())
                      .thenCompose(ignored -> query.whenClosed());
                });
  }
}
