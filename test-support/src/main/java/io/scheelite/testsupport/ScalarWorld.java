package io.scheelite.testsupport;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Switches SIMD kernels off in the world that wants it, before the first test decides for the whole
 * process. Active in every module by auto-detection.
 */
public final class ScalarWorld implements BeforeAllCallback {
  private static final String SIMD = "scheelite.simd";

  @Override
  public void beforeAll(ExtensionContext context) {
    if (World.current().scalarKernels()) {
      System.setProperty(SIMD, "off");
    }
  }
}
