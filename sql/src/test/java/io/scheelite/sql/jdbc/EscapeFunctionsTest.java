package io.scheelite.sql.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Functions in braces: what the driver lists works as JDBC says, the rest of JDBC's list not. */
@Timeout(60)
class EscapeFunctionsTest {
  /**
   * Each function of JDBC's lists: a call and what is to come, as text; nothing if it may be
   * anything.
   */
  private static final List<String> NUMERIC =
      List.of(
          "ABS(-3)=3",
          "ACOS(1)=0.0",
          "ASIN(0)=0.0",
          "ATAN(0)=0.0",
          "ATAN2(0, 1)=0.0",
          "CEILING(1.5e0)=2.0",
          "COS(0)=1.0",
          "COT(0.7853981633974483e0)=1.0000000000000002",
          "DEGREES(0)=0.0",
          "EXP(0)=1.0",
          "FLOOR(1.5e0)=1.0",
          "LOG(2.718281828459045e0)=1.0",
          "LOG10(100)=2.0",
          "MOD(7, 4)=3",
          "PI()=3.141592653589793",
          "POWER(2, 3)=8.0",
          "RADIANS(0)=0.0",
          "RAND(1)=",
          "ROUND(2.46e0, 1)=2.5",
          "SIGN(-3)=-1",
          "SIN(0)=0.0",
          "SQRT(4)=2.0",
          "TAN(0)=0.0",
          "TRUNCATE(2.46e0, 1)=2.4");

  private static final List<String> TEXT =
      List.of(
          "ASCII('a')=97",
          "CHAR(97)=a",
          "CHAR_LENGTH('äb')=2",
          "CHARACTER_LENGTH('äb')=2",
          "CONCAT('a', 'b')=ab",
          "DIFFERENCE('a', 'b')=",
          "INSERT('abcd', 2, 2, 'x')=axd",
          "LCASE('A')=a",
          "LEFT('abc', 2)=ab",
          "LENGTH('abc')=3",
          "LOCATE('c', 'abcc')=3",
          "LTRIM(' a ')=a ",
          "OCTET_LENGTH('ä')=2",
          "POSITION('c' IN 'abc')=3",
          "REPEAT('ab', 2)=abab",
          "REPLACE('abc', 'b', 'x')=axc",
          "RIGHT('abc', 2)=bc",
          "RTRIM(' a ')= a",
          "SOUNDEX('a')=",
          "SPACE(2)=  ",
          "SUBSTRING('abcd', 2, 2)=bc",
          "UCASE('a')=A");

  private static final List<String> TIME =
      List.of(
          "CURRENT_DATE=",
          "CURRENT_TIME=",
          "CURRENT_TIMESTAMP=",
          "CURDATE()=",
          "CURTIME()=",
          "DAYNAME({d '2024-02-29'})=Thursday",
          "DAYOFMONTH({d '2024-02-29'})=29",
          "DAYOFWEEK({d '2024-02-29'})=5",
          "DAYOFYEAR({d '2024-02-29'})=60",
          "EXTRACT(YEAR FROM {d '2024-02-29'})=2024",
          "HOUR({ts '2024-02-29 10:11:12'})=10",
          "MINUTE({ts '2024-02-29 10:11:12'})=11",
          "MONTH({d '2024-02-29'})=2",
          "MONTHNAME({d '2024-02-29'})=February",
          "NOW()=",
          "QUARTER({d '2024-02-29'})=1",
          "SECOND({ts '2024-02-29 10:11:12'})=12",
          "TIMESTAMPADD(SQL_TSI_DAY, 1, {ts '2024-02-29 10:11:12'})=2024-03-01 10:11:12",
          "TIMESTAMPDIFF(SQL_TSI_DAY, {ts '2024-02-28 10:11:12'}, {ts '2024-02-29 10:11:12'})=1",
          "WEEK({d '2024-02-29'})=9",
          "YEAR({d '2024-02-29'})=2024");

  private static final List<String> SYSTEM =
      List.of("DATABASE()=scheelite", "IFNULL(NULL, 7)=7", "USER()=");

  @TempDir private static Path folder;

  private Connection connection;
  private Statement statement;
  private DatabaseMetaData facts;

  @BeforeEach
  void connect() throws SQLException {
    connection =
        DriverManager.getConnection(
            "jdbc:scheelite:?memory_limit=32m&threads=1&spill_dir=" + folder);
    statement = connection.createStatement();
    facts = connection.getMetaData();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @Test
  void listsHaveWhatWorks() throws SQLException {
    assertListed(facts.getNumericFunctions(), NUMERIC);
    assertListed(facts.getStringFunctions(), TEXT);
    assertListed(facts.getTimeDateFunctions(), TIME);
    assertListed(facts.getSystemFunctions(), SYSTEM);
  }

  private void assertListed(String list, List<String> calls) throws SQLException {
    Map<String, String> outcomes = new TreeMap<>();
    for (String call : calls) {
      String name = call.replaceFirst("\\W.*", "");
      int end = call.lastIndexOf('=');
      outcomes.put(name, outcome(call.substring(0, end), call.substring(end + 1)));
    }
    List<String> right =
        outcomes.keySet().stream().filter(name -> "right".equals(outcomes.get(name))).toList();
    assertThat(list.split(",")).as("%s", outcomes).containsExactlyElementsOf(right);
  }

  private String outcome(String call, String expected) {
    try (ResultSet rows = statement.executeQuery("select {fn " + call + "}")) {
      boolean _ = rows.next();
      String text = rows.getString(1);
      return expected.isEmpty() || expected.equals(text) ? "right" : "gives " + text;
    } catch (SQLException e) {
      return "refused: " + e.getMessage();
    }
  }
}
