package io.scheelite.shuffle.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.columnar.codec.BlockChecksum;
import io.scheelite.shuffle.ShuffleException;
import io.scheelite.testsupport.Seeds;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the file: the state is that after some number of records, or no worse. */
class ShuffleJournalFuzzTest {
  private static final int BYTES = 4096;

  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("journal");
  }

  /** What is registered, as the tests expect it: kept by the simplest means. */
  private static final class Model {
    private final TreeMap<String, TreeSet<String>> executors = new TreeMap<>();

    private void register(String application, String executor) {
      executors.computeIfAbsent(application, name -> new TreeSet<>()).add(executor);
    }

    @Override
    public String toString() {
      return executors.toString();
    }
  }

  private static String state(ShuffleJournal journal) {
    Model model = new Model();
    for (String application : journal.applications()) {
      journal.executors(application).forEach(executor -> model.register(application, executor));
    }
    return model.toString();
  }

  private static void change(ShuffleJournal journal, Model model, RandomGenerator random) {
    String application = "app-" + random.nextInt(5);
    if (random.nextInt(4) == 0) {
      journal.remove(application);
      model.executors.remove(application);
    } else {
      String executor = "executor-ä-" + random.nextInt(4);
      journal.register(application, executor);
      model.register(application, executor);
    }
  }

  @Test
  void remembersEverythingThroughCompactions() {
    for (int i = 0; i < Seeds.iterations(10); i++) {
      RandomGenerator random = Seeds.random(ShuffleJournalFuzzTest.class, i);
      Path path = directory.resolve("journal-" + i);
      Model model = new Model();
      for (int session = 0; session < 5; session++) {
        try (ShuffleJournal journal = ShuffleJournal.open(path, 512 + random.nextInt(2000))) {
          assertThat(journal.damage()).isNull();
          assertThat(state(journal)).isEqualTo(model.toString());
          for (int step = random.nextInt(200); step > 0; step--) {
            change(journal, model, random);
          }
          assertThat(state(journal)).isEqualTo(model.toString());
        }
      }
      assertThat(path.toFile().length()).isLessThan(8192);
      assertThat(directory.resolve("journal-" + i + ".new")).doesNotExist();
    }
  }

  /** A journal, and the states after each number of its records. */
  private List<String> history(int records) {
    RandomGenerator random = Seeds.random("history");
    List<String> states = new ArrayList<>();
    Model model = new Model();
    states.add(model.toString());
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      while (states.size() <= records) {
        change(journal, model, random);
        if (!model.toString().equals(states.getLast())) {
          states.add(model.toString());
        }
      }
    }
    return states;
  }

  @Test
  void damageAnywhereCostsOnlyWhatComesAfterIt() throws IOException {
    List<String> states = history(12);
    byte[] sound = Files.readAllBytes(file());
    JournalScan scan = JournalScan.of(sound);
    assertThat(scan.damage()).isNull();
    assertThat(scan.records()).hasSize(12);
    List<Integer> ends = ends(scan);
    for (int at = 0; at < scan.end() + 40; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = sound.clone();
        damaged[at] ^= (byte) (1 << bit);
        if (isPadding(at, scan)) {
          assertThat(JournalScan.of(damaged).records()).hasSize(12);
          continue;
        }
        requirePrefix(damaged, at, states, ends, true);
      }
    }
  }

  @Test
  void truncationAnywhereCostsOnlyWhatComesAfterIt() throws IOException {
    List<String> states = history(12);
    byte[] sound = Files.readAllBytes(file());
    JournalScan scan = JournalScan.of(sound);
    List<Integer> ends = ends(scan);
    for (int size = 0; size <= scan.end() + 40; size++) {
      if (!isPadding(size, scan)) {
        requirePrefix(Arrays.copyOf(sound, size), size, states, ends, false);
      }
    }
  }

  @Test
  void pagesThatNeverReachedTheDiskCostOnlyWhatComesAfterThem() throws IOException {
    List<String> states = history(12);
    byte[] sound = Files.readAllBytes(file());
    List<Integer> ends = ends(JournalScan.of(sound));
    for (int from = JournalLayout.HEADER_BYTES; from < ends.getLast(); from++) {
      byte[] torn = sound.clone();
      Arrays.fill(torn, from, Math.min(from + 64, torn.length), (byte) 0);
      JournalScan scan = JournalScan.of(torn);
      int kept = scan.records().size();
      assertThat(kept).isLessThan(states.size());
      assertThat(kept == 0 ? JournalLayout.HEADER_BYTES : ends.get(kept - 1))
          .isLessThanOrEqualTo(scan.end());
    }
  }

  /** Whether this is the end of a record's content, or a byte between it and the next record. */
  private static boolean isPadding(int at, JournalScan scan) {
    int start = JournalLayout.HEADER_BYTES;
    for (JournalRecord record : scan.records()) {
      int contentBytes = record.content().length;
      int end = start + JournalLayout.recordBytes(contentBytes);
      if (at >= start + JournalLayout.RECORD_HEADER_BYTES + contentBytes && at < end) {
        return true;
      }
      start = end;
    }
    return false;
  }

  private static List<Integer> ends(JournalScan scan) {
    List<Integer> ends = new ArrayList<>();
    int end = JournalLayout.HEADER_BYTES;
    for (JournalRecord record : scan.records()) {
      end += JournalLayout.recordBytes(record.content().length);
      ends.add(end);
    }
    return ends;
  }

  /** The state is that of the records before the damage, and the journal works on. */
  private void requirePrefix(
      byte[] bytes, int at, List<String> states, List<Integer> ends, boolean noticed)
      throws IOException {
    int kept = (int) ends.stream().filter(end -> end <= at).count();
    if (at < JournalLayout.HEADER_BYTES) {
      kept = 0;
    }
    JournalScan scan = JournalScan.of(bytes);
    assertThat(scan.records()).hasSize(kept);
    if (noticed) {
      assertThat(scan.damage()).contains("offset");
    }
    if (at % 7 != 0) {
      return; // the file itself now and then: a scan is what opening rests on
    }
    Files.write(file(), bytes);
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      assertThat(state(journal)).isEqualTo(states.get(kept));
      journal.register("next", "one");
    }
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      assertThat(journal.damage()).isNull();
      assertThat(journal.executors("next")).containsExactly("one");
    }
  }

  @Test
  void garbageIsNoJournal() throws IOException {
    for (int i = 0; i < Seeds.iterations(50); i++) {
      RandomGenerator random = Seeds.random(ShuffleJournalFuzzTest.class, 100 + i);
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      Files.write(file(), garbage);
      try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
        assertThat(journal.damage()).isNotNull();
        assertThat(journal.applications()).isEmpty();
      }
    }
  }

  @Test
  void bytesAreWhereTheDiagramSays() throws IOException {
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      journal.register("app", "e1");
      journal.remove("app");
    }
    byte[] bytes = Files.readAllBytes(file());
    ByteBuffer journal = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("SCHJRNAL");
    assertThat(journal.getInt(8)).isEqualTo(1);
    assertThat(journal.getLong(16)).isEqualTo(1);
    assertThat(journal.getLong(24)).isEqualTo(BlockChecksum.hash(bytes, 0, 24, 0));
    assertThat(journal.getInt(32)).isEqualTo(0x5C000000 + 4 + 3 + 4 + 2);
    assertThat(journal.getInt(36)).isEqualTo(1);
    assertThat(journal.getLong(40))
        .isEqualTo(BlockChecksum.hash(bytes, 48, 13, BlockChecksum.hash(bytes, 32, 8, 1 + 32)));
    assertThat(journal.getInt(48)).isEqualTo(3);
    assertThat(new String(bytes, 52, 3, StandardCharsets.US_ASCII)).isEqualTo("app");
    assertThat(new String(bytes, 59, 2, StandardCharsets.US_ASCII)).isEqualTo("e1");
    assertThat(journal.getInt(64)).isEqualTo(0x5C000000 + 4 + 3);
    assertThat(journal.getInt(68)).isEqualTo(2);
  }

  @Test
  void whatWasRegisteredSurvivesAKill() throws Exception {
    Process child = start(List.of("@" + flags()), JournalAndDie.class);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).as(log()).isEqualTo(JournalAndDie.EXIT_CODE);
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      assertThat(journal.damage()).isNull();
      assertThat(journal.applications()).isEqualTo(JournalAndDie.expected());
    }
    assertThat(log()).as("nothing is said on standard output or error").isEmpty();
  }

  @Test
  void missingFlagsAreNamed() throws Exception {
    Process child = start(List.of("--enable-native-access=ALL-UNNAMED"), JournalAndDie.class);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(log())
        .contains(ShuffleException.class.getName())
        .contains("--add-opens java.base/java.lang.reflect=ALL-UNNAMED");
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("child.log"))
        .lines()
        .filter(line -> !line.contains("incubator"))
        .collect(Collectors.joining("\n"));
  }

  /** The file of flags that this JVM was started with. */
  private static Path flags() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("jvm.flags"))) {
      at = at.getParent();
    }
    return at.resolve("jvm.flags");
  }

  private Process start(List<String> flags, Class<?> main) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            main.getName(),
            file().toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(directory.toFile(), "child.log"))
        .start();
  }

  @Test
  void namesThatAreTooLongAreRefused() {
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      assertThatThrownBy(() -> journal.register("app", "x".repeat(5000)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(journal.applications()).isEmpty();
    }
  }

  @Test
  void nothingIsReportedToAnybody() throws IOException {
    try (ShuffleJournal journal = ShuffleJournal.open(file(), BYTES)) {
      assertThat(journal.damage()).isNull();
      assertThat(System.getProperty("chronicle.analytics.disable")).isEqualTo("true");
      assertThat(System.getProperty("chronicle.announcer.disable")).isEqualTo("true");
      for (String name :
          Set.of(
              "net.openhft.chronicle.analytics.Analytics",
              "com.sun.jna.Native",
              "jnr.ffi.LibraryLoader")) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
      }
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }
}
