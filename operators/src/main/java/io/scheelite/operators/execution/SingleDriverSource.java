package io.scheelite.operators.execution;

import io.scheelite.operators.runtime.DriverContext;
import io.scheelite.operators.runtime.Source;
import io.scheelite.operators.runtime.SourceFactory;

/** Another source factory that is content with one driver. */
record SingleDriverSource(SourceFactory source) implements SourceFactory {
  @Override
  public Source create(DriverContext context) {
    return source.create(context);
  }

  @Override
  public int maxDrivers() {
    return 1;
  }

  @Override
  public int driverBound() {
    return 1;
  }

  @Override
  public long floorBytes() {
    return source.floorBytes();
  }

  @Override
  public void close() {
    source.close();
  }
}
