package io.scheelite.shuffle.transport;

/**
 * Where a service listens.
 *
 * @param host name or address, of this machine
 * @param port TCP port, 1 to 65535
 */
public record ServiceAddress(String host, int port) {
  /** The address by which processes of one machine reach each other. */
  public static final String LOOPBACK = "127.0.0.1";

  public ServiceAddress {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("not an address: host=" + host + " port=" + port);
    }
  }

  /** A port of this machine. */
  public static ServiceAddress local(int port) {
    return new ServiceAddress(LOOPBACK, port);
  }

  /** As written by {@link #toString}: {@code HOST:PORT}. */
  public static ServiceAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not an address, write HOST:PORT: value=" + text);
    }
    try {
      return new ServiceAddress(
          text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an address, write HOST:PORT: value=" + text, e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
