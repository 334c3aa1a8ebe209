package io.scheelite.sql.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.SqlException;
import org.junit.jupiter.api.Test;

class PlainQuotesTest {
  @Test
  void placesSurvive() {
    assertThat(PlainQuotes.of("select /* a /* b\n */ c */ 1, x"))
        .isEqualTo("select          \n         1, x");
    assertThat(PlainQuotes.of("select $a$it's $$ $a$, x")).isEqualTo("select 'it''s $$ '  , x");
    assertThat(PlainQuotes.of("select U&'\\0061\\+01F600', x"))
        .isEqualTo("select 'a\ud83d\ude00'           , x");
    assertThat(PlainQuotes.of("select U&'!0061' uescape '!', x"))
        .isEqualTo("select 'a'                 , x");
  }

  @Test
  void otherQuotesStay() {
    for (String same :
        new String[] {
          "select '$$' , \"U&'\", x$$y$$, $1 /* no other inside */",
          "select 'a /* b' -- /* /* */ $$",
          "select /* a /* that does not end */ 1",
          "select u & 'x'"
        }) {
      assertThat(PlainQuotes.of(same)).isEqualTo(same);
    }
  }

  @Test
  void whatIsNoCharacterIsRefused() {
    for (String wrong :
        new String[] {"U&'\\00g1'", "U&'\\+12'", "U&'\\+110000'", "U&'\\'", "$a$ b"}) {
      assertThatThrownBy(() -> PlainQuotes.of("select " + wrong)).isInstanceOf(SqlException.class);
    }
  }
}
