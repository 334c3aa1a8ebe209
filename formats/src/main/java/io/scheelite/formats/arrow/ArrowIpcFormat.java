package io.scheelite.formats.arrow;

/** The two forms of Arrow IPC. */
public enum ArrowIpcFormat {
  /** With a footer that says where record batches are; a name for it is {@code .arrow}. */
  FILE,
  /** One message after another, as it goes through a pipe. */
  STREAM
}
