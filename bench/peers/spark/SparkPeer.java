import io.scheelite.bench.peer.PeerEngine;
import io.scheelite.bench.peer.PeerServer;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The child process that holds Spark. Started from its source ({@code java -cp … SparkPeer.java
 * MASTER SHUFFLE_PARTITIONS}), since Spark is on the class path of that process alone.
 */
final class SparkPeer implements PeerEngine {
  private final SparkSession session;

  private SparkPeer(SparkSession session) {
    this.session = session;
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream replies = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err); // what libraries print must not look like a reply
    SparkSession session =
        SparkSession.builder()
            .appName("scheelite-peer")
            .master(arguments[0])
            .config("spark.sql.shuffle.partitions", arguments[1])
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate();
    try {
      new PeerServer(new SparkPeer(session), replies).serve();
    } finally {
      session.stop();
    }
  }

  @Override
  public void execute(String sql) {
    session.sql(sql).collectAsList();
  }

  @Override
  public List<List<String>> query(String sql) {
    Dataset<Row> result = session.sql(sql);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(result.columns()));
    for (Row row : result.collectAsList()) {
      List<String> values = new ArrayList<>(row.size());
      for (int i = 0; i < row.size(); i++) {
        values.add(text(row.get(i)));
      }
      rows.add(values);
    }
    return rows;
  }

  private static String text(Object value) {
    return switch (value) {
      case null -> "";
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }
}
