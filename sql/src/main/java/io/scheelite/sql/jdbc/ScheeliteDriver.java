package io.scheelite.sql.jdbc;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code jdbc:scheelite:[name][?property=value&...]}: an engine in this JVM, of this
 * connection alone. Properties of the URL go before those of {@link Properties}. Thread-safe.
 *
 * <p>Found by ServiceLoader, as {@link DriverManager} does.
 */
public final class ScheeliteDriver implements Driver {
  static final int MAJOR_VERSION = 0;
  static final int MINOR_VERSION = 1;

  static {
    try {
      DriverManager.registerDriver(new ScheeliteDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For ServiceLoader. */
  public ScheeliteDriver() {}

  @Override
  public @Nullable Connection connect(String url, @Nullable Properties properties)
      throws SQLException {
    if (!acceptsURL(url)) {
      return null;
    }
    ConnectionSettings settings = ConnectionSettings.of(url, properties);
    try {
      return new ScheeliteConnection(url, settings.open());
    } catch (RuntimeException e) {
      throw JdbcErrors.of(e);
    }
  }

  @Override
  public boolean acceptsURL(@Nullable String url) {
    return url != null && url.startsWith(ConnectionSettings.PREFIX);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties)
      throws SQLException {
    ConnectionSettings settings = ConnectionSettings.of(url, properties);
    return ConnectionSettings.KNOWN.entrySet().stream()
        .map(
            known -> {
              DriverPropertyInfo info =
                  new DriverPropertyInfo(known.getKey(), settings.values().get(known.getKey()));
              info.description = known.getValue();
              return info;
            })
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return MAJOR_VERSION;
  }

  @Override
  public int getMinorVersion() {
    return MINOR_VERSION;
  }

  @Override
  public boolean jdbcCompliant() {
    return false; // generated keys, scrolling and more are refused
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("io.scheelite");
  }
}
