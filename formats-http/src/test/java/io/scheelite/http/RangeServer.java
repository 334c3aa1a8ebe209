package io.scheelite.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that serves the files of a folder by ranges, and on demand does it wrong. Prints its
 * port; then each line of standard input is a command, answered by a line: {@code count} (requests
 * and bytes since the last one), {@code tag X}, {@code token X}, {@code delay MILLIS}, {@code fail
 * N HOW}, of the next N requests, or {@code reset}. Ends with its standard input.
 */
final class RangeServer {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  private final Path folder;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String how = "";
  private volatile String tag = "\"1\"";
  private volatile String token = "";
  private volatile long delayMillis;

  private RangeServer(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    RangeServer files = new RangeServer(Path.of(arguments[0]));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", files::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    System.out.println(server.getAddress().getPort());
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(files.command(line));
    }
    System.exit(0);
  }

  private String command(String line) {
    String[] words = line.split(" ", 3);
    switch (words[0]) {
      case "tag" -> tag = words[1];
      case "token" -> token = words[1];
      case "delay" -> delayMillis = Long.parseLong(words[1]);
      case "fail" -> {
        how = words[2];
        failures.set(Integer.parseInt(words[1]));
      }
      case "reset" -> {
        failures.set(0);
        tag = "\"1\"";
        token = "";
        requests.set(0);
      }
      case "count" -> {
        return requests.getAndSet(0) + " " + bytes.getAndSet(0);
      }
      default -> throw new IllegalArgumentException(line);
    }
    return "done";
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      if (delayMillis > 0) {
        boolean _ = new CountDownLatch(1).await(delayMillis, TimeUnit.MILLISECONDS);
      }
      String failure = failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? how : "";
      Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
      String match = exchange.getRequestHeaders().getFirst("If-Match");
      String sent = exchange.getRequestHeaders().getFirst("Authorization");
      if (!failure.isEmpty() && Character.isDigit(failure.charAt(0))) {
        String[] words = failure.split(" ");
        if (words.length > 1) {
          exchange.getResponseHeaders().set("Retry-After", words[1]);
        }
        exchange.sendResponseHeaders(Integer.parseInt(words[0]), -1);
      } else if (failure.equals("drop")) {
        return;
      } else if (failure.equals("hang")) {
        new CountDownLatch(1).await();
      } else if (!Files.exists(file)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!token.isEmpty() && !token.equals(sent)) {
        exchange.sendResponseHeaders(403, -1);
      } else if (match != null && !match.equals(tag)) {
        exchange.sendResponseHeaders(412, -1);
      } else {
        send(exchange, file, failure);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void send(HttpExchange exchange, Path file, String failure) throws IOException {
    long size = Files.size(file);
    Matcher range = RANGE.matcher(exchange.getRequestHeaders().getFirst("Range"));
    if (!range.matches()) {
      throw new IOException("no range was asked for");
    }
    long first = Long.parseLong(range.group(1)) + (failure.equals("shift") ? 1 : 0);
    long last = Math.min(size - 1, Long.parseLong(range.group(2)));
    if (!failure.equals("untagged") && !tag.equals("none")) {
      exchange.getResponseHeaders().set("ETag", tag);
    }
    if (first > last) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    boolean whole = failure.equals("whole");
    if (!whole) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + first + "-" + last + "/" + size);
    }
    byte[] content = new byte[(int) (whole ? size : last - first + 1)];
    try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
      input.seek(whole ? 0 : first);
      input.readFully(content);
    }
    bytes.addAndGet(content.length);
    exchange.sendResponseHeaders(whole ? 200 : 206, content.length);
    OutputStream output = exchange.getResponseBody();
    output.write(content, 0, failure.equals("truncate") ? content.length / 2 : content.length);
    output.flush();
  }
}
