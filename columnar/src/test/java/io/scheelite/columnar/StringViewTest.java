package io.scheelite.columnar;

import static org.assertj.core.api.Assertions.assertThat;

import io.scheelite.memory.LedgerCheck;
import io.scheelite.memory.NativeMemory;
import io.scheelite.memory.TestMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LedgerCheck.class)
class StringViewTest {
  private static final List<String> STRINGS =
      List.of(
          "",
          "a",
          "ab",
          "abc",
          "abcd",
          "abcd\0",
          "abcde",
          "abcdefgh",
          "abcdefghijkl",
          "abcdefghijklm",
          "abcdefghijkln",
          "abcdefghijklmnopqrstuvwxyz0123456789",
          "abcdz",
          "é",
          "日本語日本語",
          "\uFFFF",
          "😀",
          "a\0",
          "a\0b");

  private Batches batches;

  @BeforeEach
  void open() {
    batches = new Batches(TestMemory.create(4 << 20));
  }

  @AfterEach
  void close() {
    batches.close();
  }

  @Test
  void everyLengthRoundTrips() {
    byte[] bytes = "The quick brown fox jumps".getBytes(StandardCharsets.UTF_8);
    long source = batches.allocate(64);
    NativeMemory.copyFromArray(bytes, 0, source, bytes.length);
    long view = batches.allocate(StringView.SIZE_BYTES);
    long other = batches.allocate(StringView.SIZE_BYTES);
    for (int length = 0; length <= bytes.length; length++) {
      StringView.write(view, source, length);
      StringView.write(other, Arrays.copyOf(bytes, length), batches.allocate(64));
      assertThat(StringView.toString(view))
          .isEqualTo("The quick brown fox jumps".substring(0, length));
      assertThat(StringView.isInline(view)).isEqualTo(length <= 12);
      assertThat(StringView.equal(view, other)).isTrue();
      assertThat(NativeMemory.getLong(view)).isEqualTo(NativeMemory.getLong(other));
    }
  }

  @Test
  void comparesByCodePoint() {
    ColumnVector a = batches.flat(DataType.UTF8, STRINGS);
    ColumnVector b = batches.flat(DataType.UTF8, STRINGS);
    for (int i = 0; i < STRINGS.size(); i++) {
      for (int j = 0; j < STRINGS.size(); j++) {
        long left = a.valuesAddress() + 16L * i;
        long right = b.valuesAddress() + 16L * j;
        int expected =
            Arrays.compareUnsigned(
                STRINGS.get(i).getBytes(StandardCharsets.UTF_8),
                STRINGS.get(j).getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(StringView.compare(left, right)))
            .as("%s <=> %s", STRINGS.get(i), STRINGS.get(j))
            .isEqualTo(Integer.signum(expected));
        assertThat(StringView.equal(left, right)).isEqualTo(i == j);
      }
    }
  }

  @Test
  void liesAsDocumented() {
    ColumnVector vector = batches.flat(DataType.UTF8, List.of("abcdef", "abcdefghijklmnop"));
    long shortView = vector.valuesAddress();
    long longView = shortView + StringView.SIZE_BYTES;
    assertThat(NativeMemory.getInt(shortView + StringView.LENGTH_OFFSET)).isEqualTo(6);
    assertThat(NativeMemory.getInt(shortView + StringView.PREFIX_OFFSET)).isEqualTo(0x64636261);
    assertThat(NativeMemory.getLong(shortView + StringView.REST_OFFSET)).isEqualTo(0x6665);
    assertThat(NativeMemory.getInt(longView + StringView.LENGTH_OFFSET)).isEqualTo(16);
    assertThat(NativeMemory.getInt(longView + StringView.PREFIX_OFFSET)).isEqualTo(0x64636261);
    long address = NativeMemory.getLong(longView + StringView.REST_OFFSET);
    assertThat(NativeMemory.getByte(address + 15)).isEqualTo((byte) 'p');
  }
}
