package io.scheelite.formats;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs as they may stand in messages, plans and logs: without the query, which may be a signature
 * that opens the file to anybody, and without user and password. Stateless.
 */
public final class UrlText {
  /** Stands for a query. */
  private static final String HIDDEN = "?…";

  private static final Pattern URL =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://(.*)", Pattern.DOTALL);
  private static final Pattern WITHIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://[^\\s'\"<>]*");
  private static final String LOCAL_SCHEME = "file";

  private UrlText() {}

  /** A location as it may be shown; a path is as it was. */
  public static String shown(String location) {
    Matcher url = URL.matcher(location);
    if (!url.matches() || url.group(1).equalsIgnoreCase(LOCAL_SCHEME)) {
      return location;
    }
    String rest = url.group(2);
    int end = firstOf(rest, "?#");
    int authorityEnd = Math.min(end, firstOf(rest, "/"));
    int user = rest.lastIndexOf('@', authorityEnd);
    String query = end < rest.length() ? HIDDEN : "";
    return url.group(1) + "://" + rest.substring(user + 1, end) + query;
  }

  private static int firstOf(String text, String characters) {
    int at = 0;
    while (at < text.length() && characters.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** A text with its URLs as they may be shown. */
  public static String shownWithin(String text) {
    return text.contains("://")
        ? WITHIN.matcher(text).replaceAll(url -> Matcher.quoteReplacement(shown(url.group())))
        : text;
  }

  /** What a location's name ends in: a URL without its query, or a path. */
  public static String withoutQuery(String location) {
    String shown = shown(location);
    return shown.endsWith(HIDDEN) ? shown.substring(0, shown.length() - HIDDEN.length()) : shown;
  }
}
