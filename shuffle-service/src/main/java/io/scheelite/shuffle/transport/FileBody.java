package io.scheelite.shuffle.transport;

import java.nio.channels.FileChannel;

/**
 * Part of a file that is sent as the body of a frame, without a copy through this process where the
 * system can do so.
 *
 * @param channel stays open until {@code released} runs; never closed here
 * @param position where the part begins
 * @param sizeBytes its length, more than zero; the file is at least that long
 * @param released runs once, when the part was sent or never will be, on any thread
 */
public record FileBody(FileChannel channel, long position, int sizeBytes, Runnable released) {}
