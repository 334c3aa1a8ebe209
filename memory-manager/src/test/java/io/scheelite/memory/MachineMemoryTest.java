package io.scheelite.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up trees of a machine with 8 GiB. */
class MachineMemoryTest {
  private static final long MIB = 1L << 20;
  private static final long MACHINE = 8192 * MIB;
  private static final String MOUNT_V2 =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String MOUNT_V1 =
      """
      31 23 0:27 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755
      32 31 0:28 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu,cpuacct
      33 31 0:29 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
      """;
  private static final String UNLIMITED_V1 = "9223372036854771712\n";

  @TempDir private Path root;
  private MachineMemory memory;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void machine(String groups, String mounts) throws IOException {
    memory = new MachineMemory(root);
    file("proc/meminfo", "MemTotal:        8388608 kB\nMemFree:          100000 kB\n");
    file("proc/self/cgroup", groups);
    file("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + mounts);
  }

  @Test
  void withoutControlGroupsItIsTheMachines() throws IOException {
    machine("", "");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    assertThat(memory.machineBytes()).isEqualTo(MACHINE);
  }

  @Test
  void versionTwoNamesALimitOrMax() throws IOException {
    machine("0::/app\n", MOUNT_V2);
    file("sys/fs/cgroup/app/memory.max", "max\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    file("sys/fs/cgroup/app/memory.max", 512 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(512 * MIB);
  }

  @Test
  void theSmallestOfNestedGroupsCounts() throws IOException {
    machine("0::/pods/pod7/main\n", MOUNT_V2);
    file("sys/fs/cgroup/pods/pod7/main/memory.max", "max\n");
    file("sys/fs/cgroup/pods/pod7/memory.max", 256 * MIB + "\n");
    file("sys/fs/cgroup/pods/memory.max", 1024 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(256 * MIB);
    file("sys/fs/cgroup/pods/memory.max", 128 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(128 * MIB);
    file("sys/fs/cgroup/other/memory.max", MIB + "\n");
    assertThat(memory.totalBytes()).as("a sibling is not above us").isEqualTo(128 * MIB);
  }

  @Test
  void versionOneNamesALimitOrAHugeNumber() throws IOException {
    machine("4:memory:/app\n3:cpu,cpuacct:/elsewhere\n0::/\n", MOUNT_V1);
    file("sys/fs/cgroup/memory/app/memory.limit_in_bytes", UNLIMITED_V1);
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", UNLIMITED_V1);
    file("sys/fs/cgroup/cpu/elsewhere/memory.limit_in_bytes", "1\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    file("sys/fs/cgroup/memory/app/memory.limit_in_bytes", 300 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(300 * MIB);
  }

  @Test
  void aHybridMachineLimitsMemoryInVersionOneAlone() throws IOException {
    machine(
        "4:memory:/app\n0::/app\n",
        MOUNT_V1 + "34 31 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
    file("sys/fs/cgroup/memory/app/memory.limit_in_bytes", 300 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(300 * MIB);
  }

  @Test
  void insideAContainerTheGroupsPathBeginsOutsideOfIt() throws IOException {
    machine(
        "4:memory:/docker/abc\n",
        "33 31 0:29 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", 700 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(700 * MIB);
    file("proc/self/cgroup", "4:memory:/docker/abc/inner\n");
    file("sys/fs/cgroup/memory/inner/memory.limit_in_bytes", 70 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(70 * MIB);
  }

  @Test
  void aGroupOutsideOfWhatIsMountedCountsAsTheMountPoint() throws IOException {
    machine("0::/../sibling\n", MOUNT_V2);
    file("sys/fs/cgroup/memory.max", 600 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(600 * MIB);
  }

  @Test
  void aMountPointMayHaveASpace() throws IOException {
    machine("0::/app\n", "30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
    file("my groups/app/memory.max", 64 * MIB + "\n");
    assertThat(memory.totalBytes()).isEqualTo(64 * MIB);
  }

  @Test
  void aLimitAboveTheMachinesMemoryIsTheMachines() throws IOException {
    machine("0::/app\n", MOUNT_V2);
    file("sys/fs/cgroup/app/memory.max", 2 * MACHINE + "\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    file("sys/fs/cgroup/app/memory.max", "99999999999999999999\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
  }

  @Test
  void missingAndBrokenFilesLimitNothing() throws IOException {
    machine("0::/app\nnonsense\n", MOUNT_V2 + "broken line\n1 2 - cgroup2 x y\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    file("sys/fs/cgroup/app/memory.max", "\n");
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    Files.delete(root.resolve("proc/self/mountinfo"));
    assertThat(memory.totalBytes()).isEqualTo(MACHINE);
    Files.delete(root.resolve("proc/meminfo"));
    assertThat(memory.totalBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  @Test
  void residentMemoryIsReadFromTheProcess() throws IOException {
    machine("", "");
    assertThatThrownBy(memory::residentBytes)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("proc/self/status");
    file("proc/self/status", "Name:\tjava\nVmHWM:\t  900 kB\nVmRSS:\t  700 kB\n");
    assertThat(memory.residentBytes()).isEqualTo(700L << 10);
  }
}
