package io.scheelite.testsupport;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves threads running or files open.
 *
 * <p>Active in every module by auto-detection. What existed before the class started is not its
 * fault; what ends within {@link #GRACE} of the last test is not a leak. A class that must keep
 * something (a native library it loaded lazily, a shared pool of the JDK) is annotated with {@link
 * MayLeak} and says why.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  /** How long threads and files may take to go after the last test of a class. */
  static final Duration GRACE = Duration.ofSeconds(30);

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  private record Snapshot(Set<String> threads, Set<String> files) {}

  @Override
  public void beforeAll(ExtensionContext context) {
    if (isOutermost(context)) {
      store(context)
          .put(context.getUniqueId(), new Snapshot(LiveThreads.labels(), OpenFiles.paths()));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Snapshot before =
        isOutermost(context) ? store(context).remove(context.getUniqueId(), Snapshot.class) : null;
    if (before == null || context.getRequiredTestClass().isAnnotationPresent(MayLeak.class)) {
      return;
    }
    requireGone("threads left running", before.threads(), LiveThreads::labels);
    requireGone("files left open", before.files(), OpenFiles::paths);
  }

  /** Nested classes share the snapshot of the class around them. */
  private static boolean isOutermost(ExtensionContext context) {
    return context.getRequiredTestClass().getEnclosingClass() == null;
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  static void requireGone(String what, Set<String> before, Supplier<Set<String>> current) {
    requireGone(what, before, current, GRACE);
  }

  static void requireGone(
      String what, Set<String> before, Supplier<Set<String>> current, Duration grace) {
    long deadline = System.nanoTime() + grace.toNanos();
    Set<String> left = difference(current.get(), before);
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      left = difference(current.get(), before);
    }
    if (!left.isEmpty()) {
      throw new AssertionError(what + ": " + left);
    }
  }

  private static Set<String> difference(Set<String> now, Set<String> before) {
    Set<String> left = new TreeSet<>(now);
    left.removeAll(before);
    return left;
  }
}
