package io.scheelite.memory;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Closes every {@link TestMemory} that the test created on its own thread and fails the test if one
 * of them leaked. Used by naming it in {@code ExtendWith} on the test class.
 */
public final class LedgerCheck implements BeforeEachCallback, AfterEachCallback {
  @Override
  public void beforeEach(ExtensionContext context) {
    TestMemory.watch(new ConcurrentLinkedQueue<>());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    AssertionError first = null;
    for (TestMemory memory : TestMemory.watched()) {
      try {
        memory.close();
      } catch (AssertionError e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
