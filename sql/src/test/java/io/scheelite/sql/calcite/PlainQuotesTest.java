package io.scheelite.sql.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.sql.SqlException;
import org.junit.jupiter.api.Test;

class PlainQuotesTest {
  @Test
  void placesSurvive() {
    check("/* a /* b */ c */", "");
    check("$a$it's $$ $a$", "'it''s $$ '");
    check("U&'\\0061\\+01F600'", "'a\ud83d\ude00'");
    check("U&'!0061!!' uescape '!'", "'a!'");
    assertThat(PlainQuotes.of("/* a /*\n*/ */ x")).isEqualTo("       \n      x");
  }

  private static void check(String written, String plain) {
    String blanks = " ".repeat(written.length() - plain.length());
    assertThat(PlainQuotes.of("select " + written + ", x"))
        .isEqualTo("select " + plain + blanks + ", x");
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
