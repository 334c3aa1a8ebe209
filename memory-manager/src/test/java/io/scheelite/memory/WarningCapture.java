package io.scheelite.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what classes log instead of printing it. */
final class WarningCapture extends Handler implements AutoCloseable {
  private final List<String> messages = new ArrayList<>();
  private final List<Logger> loggers = new ArrayList<>();

  static WarningCapture of(Class<?>... classes) {
    WarningCapture capture = new WarningCapture();
    for (Class<?> type : classes) {
      Logger logger = Logger.getLogger(type.getName());
      logger.setUseParentHandlers(false);
      logger.addHandler(capture);
      capture.loggers.add(logger); // held: the log manager holds loggers weakly
    }
    return capture;
  }

  List<String> messages() {
    return messages;
  }

  @Override
  public void publish(LogRecord message) {
    messages.add(message.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    for (Logger logger : loggers) {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }
}
