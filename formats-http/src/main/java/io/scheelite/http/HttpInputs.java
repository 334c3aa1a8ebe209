package io.scheelite.http;

import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.InputProvider;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Inputs by URLs of {@code http} and {@code https}, presigned ones of object stores included. The
 * server must serve ranges.
 */
public final class HttpInputs implements InputProvider {
  private final HttpOptions options;
  private final SharedClient client;
  private final Pause pause;

  /** With the defaults: for ServiceLoader. */
  public HttpInputs() {
    this(HttpOptions.defaults());
  }

  /** With options; to be given to {@link io.scheelite.formats.input.InputFiles#with}. */
  public HttpInputs(HttpOptions options) {
    this(options, Thread::sleep);
  }

  HttpInputs(HttpOptions options, Pause pause) {
    this.options = options;
    this.client = new SharedClient(options);
    this.pause = pause;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public InputFile file(String location) throws IOException {
    URI url;
    try {
      url = new URI(location);
    } catch (URISyntaxException e) {
      // without the cause, whose message has all of the URL
      throw new IOException("not a URL: " + e.getReason() + " at " + e.getIndex());
    }
    if (url.getHost() == null) {
      throw new IOException("the URL names no host");
    }
    if (url.getRawPath().contains("*")) {
      throw new IOException("a web server lists no files, name each of them");
    }
    return new HttpInput(location, url, options, client, pause);
  }
}
