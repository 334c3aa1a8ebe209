package io.scheelite.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.input.InputChannel;
import io.scheelite.formats.input.InputFile;
import io.scheelite.memory.ErrorCode;
import io.scheelite.memory.ScheeliteException;
import io.scheelite.sql.Engine;
import io.scheelite.testsupport.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow files and streams from a web server, and from the host. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class HttpArrowTest {
  private static final int NUM_ROWS = 300_000;

  @TempDir Path folder;

  private Engine.Builder builder() {
    return Engine.builder()
        .memoryBytes(128 << 20)
        .threads(2)
        .spillDirectory(folder)
        .withoutCounters();
  }

  private Path write(Engine engine, String name, String options) {
    Path file = folder.resolve(name);
    String copy =
        "copy (select i as id, i % 7 as part, 'text' || (i % 1000) as text from range("
            + NUM_ROWS
            + ") t(i)) to '"
            + file
            + "' ("
            + options
            + ")";
    try (var statement = engine.statement(copy, List.of())) {
      statement.execute();
    }
    return file;
  }

  private static List<List<@Nullable Object>> rows(Engine engine, String sql) {
    try (var result = engine.sql(sql).collect()) {
      return result.rows();
    }
  }

  private static String sums(String location) {
    return "select count(*), cast(sum(id) as bigint), cast(sum(part) as bigint),"
        + " count(distinct text), max(text) from '"
        + location
        + "'";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.arrow format arrow",
        "b.arrow format arrow, compression zstd",
        "c.arrows format arrow_stream",
        "d.arrows format arrow_stream, compression lz4"
      })
  void rowsAreThoseOfTheFile(String kind) throws Exception {
    String name = kind.substring(0, kind.indexOf(' '));
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = builder().build()) {
      Path file = write(engine, name, kind.substring(kind.indexOf(' ')));
      List<List<@Nullable Object>> expected = rows(engine, sums(file.toString()));
      assertThat(expected.getFirst().getFirst()).isEqualTo((long) NUM_ROWS);
      server.command("fail 2 503");
      assertThat(rows(engine, sums(server.url(name)))).isEqualTo(expected);
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  @Test
  void columnsThatAreNotAskedForAreNotFetched() throws Exception {
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = builder().build()) {
      Path file = write(engine, "a.arrow", "format arrow");
      String sql = "select cast(sum(id) as bigint) from '" + server.url("a.arrow") + "'";
      assertThat(rows(engine, sql)).containsExactly(List.of((NUM_ROWS - 1L) * NUM_ROWS / 2));
      assertThat(Files.size(file)).isGreaterThan(6L << 20);
      assertThat(engine.sql(sql).explainAnalyze()).contains("fetched=");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.arrow", "a.arrows"})
  void damagedFilesAndServersThatFailAreTypedErrors(String name) throws Exception {
    try (ServerProcess server = new ServerProcess(folder);
        Engine engine = builder().build()) {
      Path file = write(engine, name, name.endsWith("s") ? "format arrow_stream" : "format arrow");
      String sql = sums(server.url(name));
      byte[] sound = Files.readAllBytes(file);
      byte[] damaged = sound.clone();
      Arrays.fill(damaged, 200, 700, (byte) 0x7f);
      Files.write(file, damaged);
      assertFails(engine, sql, ErrorCode.CORRUPT_DATA);
      Files.write(file, Arrays.copyOf(sound, sound.length - 5000));
      assertFails(engine, sql, ErrorCode.CORRUPT_DATA);
      Files.write(file, sound);
      var table = engine.sql(sql);
      server.command("fail 1000 404");
      try (var result = table.collect()) {
        assertThatThrownBy(result::rows)
            .isInstanceOf(ScheeliteException.class)
            .hasMessageContaining(server.url(name));
      }
      assertThat(engine.memory().outstandingBytes()).isZero();
    }
  }

  private static void assertFails(Engine engine, String sql, ErrorCode code) {
    assertThatThrownBy(() -> rows(engine, sql))
        .isInstanceOfSatisfying(ScheeliteException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("http://");
    assertThat(engine.memory().outstandingBytes()).isZero();
  }

  /** Bytes of the host's. */
  private record HostInput(String location, ByteBuffer bytes) implements InputFile {
    @Override
    public FileStamp stamp() {
      return new FileStamp(location, bytes.capacity(), "1");
    }

    @Override
    public InputChannel open(FileStamp expected) {
      return this::read;
    }

    private int read(ByteBuffer into, long position) {
      int size = (int) Math.min(into.remaining(), bytes.capacity() - position);
      if (size > 0) {
        into.put(bytes.slice((int) position, size));
      }
      return size > 0 ? size : -1;
    }
  }

  @Test
  void inputsOfTheHostAreRead() throws Exception {
    ByteBuffer bytes;
    List<List<@Nullable Object>> expected;
    try (Engine engine = builder().build()) {
      Path file = write(engine, "a.arrow", "format arrow, compression lz4");
      expected = rows(engine, sums(file.toString()));
      bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    }
    try (Engine engine =
        builder().input("mine.arrow", new HostInput("host://mine.arrow", bytes)).build()) {
      assertThat(rows(engine, sums("mine.arrow"))).isEqualTo(expected);
    }
  }
}
