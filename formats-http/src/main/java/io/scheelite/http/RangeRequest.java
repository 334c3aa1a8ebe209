package io.scheelite.http;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.UrlText;
import io.scheelite.formats.input.ChangedInputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One attempt to read a range. What the server answers is checked before a byte is copied. */
final class RangeRequest {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final String TAG = "tag ";
  private static final String MODIFIED = "modified ";
  private static final String WEAK = "W/";

  private final HttpInput input;
  private final @Nullable FileStamp expected;
  private final ByteBuffer into;
  private final long first;
  private final long last;
  private volatile @Nullable IOException refusal;
  private volatile @Nullable FileStamp found;

  /** What came of it. */
  record Answer(FileStamp stamp, int numBytes) {}

  RangeRequest(HttpInput input, @Nullable FileStamp expected, ByteBuffer into, long position) {
    this.input = input;
    this.expected = expected;
    this.into = into;
    this.first = position;
    long end = position + into.remaining();
    this.last = (expected == null ? end : Math.min(end, expected.sizeBytes())) - 1;
  }

  /** At least one byte, or the stamp of an empty file. */
  Answer send(HttpClient client) throws IOException {
    RangeBody body = new RangeBody(into);
    CompletableFuture<HttpResponse<@Nullable Void>> response =
        client.sendAsync(
            request(), answer -> isRange(answer) ? body : new RangeBody(ByteBuffer.allocate(0)));
    Throwable failure = null;
    try {
      response.get(input.options().requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      failure = e.getCause();
    } catch (TimeoutException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      response.cancel(true);
      body.detach();
    }
    return answer(body.detach(), failure);
  }

  private Answer answer(int numBytes, @Nullable Throwable failure) throws IOException {
    IOException refused = refusal;
    if (refused != null) {
      throw refused;
    }
    FileStamp stamp = found;
    if (stamp != null && (numBytes > 0 || stamp.sizeBytes() == 0)) {
      return new Answer(stamp, numBytes); // of a body that broke off the rest is asked for
    }
    throw switch (failure) {
      case null -> new RetryableException("server sends an empty body", null, null);
      case TimeoutException e ->
          new RetryableException(
              "server does not answer in time: millis="
                  + input.options().requestTimeout().toMillis(),
              null,
              e);
      case SSLException e -> e;
      case IOException e when root(e) instanceof UnresolvedAddressException ->
          new IOException("unknown host " + input.url().getHost(), e);
      case IOException e ->
          new RetryableException(
              "connection failed: " + (e.getMessage() == null ? e : e.getMessage()), null, e);
      case Throwable e -> new IOException(e);
    };
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private HttpRequest request() {
    HttpRequest.Builder request = HttpRequest.newBuilder(input.url()).GET();
    input.options().headers().forEach(request::setHeader);
    request.setHeader("Range", "bytes=" + first + "-" + last);
    request.setHeader("Accept-Encoding", "identity");
    String version = expected == null ? "" : expected.version();
    if (version.startsWith(MODIFIED)) {
      request.setHeader("If-Unmodified-Since", version.substring(MODIFIED.length()));
    } else if (version.startsWith(TAG) && !version.startsWith(WEAK, TAG.length())) {
      request.setHeader("If-Match", version.substring(TAG.length()));
    }
    return request.build();
  }

  private boolean isRange(ResponseInfo answer) {
    try {
      found = check(answer);
      return true;
    } catch (IOException e) {
      refusal = e;
      return false;
    }
  }

  private FileStamp check(ResponseInfo answer) throws IOException {
    HttpHeaders headers = answer.headers();
    String range = headers.firstValue("Content-Range").orElse("");
    int status = answer.statusCode();
    return switch (status) {
      case 206 -> checkRange(headers, range);
      case 416 -> checkEmpty(headers, range);
      case 412 -> throw changed("another version");
      case 401, 403 ->
          throw new AccessDeniedException(
              UrlText.shown(input.location()), null, "server refuses: status=" + status);
      case 404, 410 -> throw new NoSuchFileException(UrlText.shown(input.location()));
      case 200 -> throw new IOException("server does not serve ranges, copy the file instead");
      case 408, 429, 500, 502, 503, 504 ->
          throw new RetryableException("server fails: status=" + status, after(headers), null);
      default -> throw new IOException("server refuses: status=" + status);
    };
  }

  private FileStamp checkRange(HttpHeaders headers, String range) throws IOException {
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches()
        || Long.parseLong(matcher.group(1)) != first
        || Long.parseLong(matcher.group(2)) > last
        || headers.firstValue("Content-Encoding").filter(c -> !c.equals("identity")).isPresent()) {
      throw new IOException(
          "server answers another range than was asked for: asked="
              + first
              + "-"
              + last
              + " answered="
              + range);
    }
    return same(
        new FileStamp(input.location(), Long.parseLong(matcher.group(3)), version(headers)));
  }

  /** A file without any bytes has no range, either. */
  private FileStamp checkEmpty(HttpHeaders headers, String range) throws IOException {
    Matcher matcher = UNSATISFIED.matcher(range);
    if (expected != null || !matcher.matches() || Long.parseLong(matcher.group(1)) != 0) {
      throw expected == null
          ? new IOException("server has no such range: answered=" + range)
          : changed(range);
    }
    return new FileStamp(input.location(), 0, version(headers));
  }

  private FileStamp same(FileStamp stamp) throws IOException {
    FileStamp before = expected;
    if (before == null || before.equals(stamp)) {
      return stamp;
    }
    throw changed(stamp.sizeBytes() + " bytes, " + stamp.version());
  }

  private ChangedInputException changed(String now) {
    return new ChangedInputException(
        expected == null ? "" : expected.sizeBytes() + " bytes, " + expected.version(), now);
  }

  private static String version(HttpHeaders headers) {
    return headers
        .firstValue("ETag")
        .map(TAG::concat)
        .or(() -> headers.firstValue("Last-Modified").map(MODIFIED::concat))
        .orElse("");
  }

  /** Seconds, or a date. */
  private static @Nullable Duration after(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("");
    if (SECONDS.matcher(text).matches()) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime time = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(ZonedDateTime.now(time.getZone()), time);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
