package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who takes no share of the region leaves the shares of others as they are. */
class ServiceTaskTest {
  private static final long MIB = 1 << 20;

  @Test
  void serviceTaskHasItsFloorAndTakesNoShare() {
    try (TestMemory memory = TestMemory.create(4 * MIB);
        QueryMemory network = TestMemory.now(memory.manager(), "network", MIB)) {
      TaskMemory task = network.newServiceTask("buffers");
      MemoryConsumer buffers =
          task.newConsumer(task.newGate("buffers"), "buffers", MIB, Reclaimable.NONE);
      MemoryConsumer rows = memory.consumer("rows");
      // 4 MiB without the floor of 1, undivided
      assertThat(rows.tryReserve(3 * MIB)).isTrue();
      buffers.free(buffers.allocate(MIB), MIB);
      assertThat(buffers.tryReserve(MIB + 1)).isFalse();
      rows.close();
      assertThat(buffers.tryReserve(2 * MIB)).isTrue();
      buffers.close();
    }
  }

  @Test
  void taskThatHasNotAskedYetTakesNoShare() {
    try (TestMemory memory = TestMemory.create(4 * MIB);
        QueryMemory client = TestMemory.now(memory.manager(), "client", 0)) {
      TaskMemory task = client.newTask("client");
      MemoryConsumer idle = task.newConsumer(task.newGate("client"), "idle", 0, Reclaimable.NONE);
      MemoryConsumer rows = memory.consumer("rows");
      assertThat(rows.tryReserve(4 * MIB)).isTrue();
      rows.releaseUnused();
      assertThat(idle.tryReserve(MIB)).isTrue();
      // now they are two, of whom none gets more than half
      assertThat(rows.tryReserve(3 * MIB)).isFalse();
      assertThat(rows.tryReserve(2 * MIB)).isTrue();
      rows.close();
      idle.close();
    }
  }
}
