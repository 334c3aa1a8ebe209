package io.scheelite.http;

import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;

/** A client that lives as long as somebody uses it, so that no thread stays behind. Thread-safe. */
final class SharedClient {
  private final HttpOptions options;
  private @Nullable HttpClient client;
  private int users;

  SharedClient(HttpOptions options) {
    this.options = options;
  }

  /** To be given back by {@link #release}. */
  synchronized HttpClient acquire() {
    HttpClient shared = client;
    if (shared == null) {
      shared =
          HttpClient.newBuilder()
              // several connections, each of which is read no faster than we copy: the one of
              // HTTP/2 would buffer megabytes on the heap
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(options.connectTimeout())
              .followRedirects(
                  options.headers().isEmpty()
                      ? HttpClient.Redirect.NORMAL
                      : HttpClient.Redirect.NEVER)
              .build();
      client = shared;
    }
    users++;
    return shared;
  }

  void release() {
    HttpClient unused;
    synchronized (this) {
      users--;
      unused = users == 0 ? client : null;
      client = users == 0 ? null : client;
    }
    if (unused != null) {
      unused.shutdownNow();
    }
  }
}
