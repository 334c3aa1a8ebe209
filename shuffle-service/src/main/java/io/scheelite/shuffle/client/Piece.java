package io.scheelite.shuffle.client;

import io.scheelite.shuffle.MapOutputId;
import io.scheelite.shuffle.protocol.FetchRequest;
import io.scheelite.shuffle.transport.ServiceAddress;
import org.jspecify.annotations.Nullable;

/** Part of a run that is fetched with one request, and the memory it goes to. */
final class Piece {
  final ActiveRun active;

  /** From the beginning of the run. */
  final long offset;

  final int length;
  final long address;

  /** Bytes of memory it holds, at least its length. */
  final int capacity;

  // guarded by the fetch's lock
  @Nullable Attempt attempt;
  boolean ready;
  boolean dropped;

  /** How much of it was read; the reader's own. */
  int position;

  Piece(ActiveRun active, long offset, int length, long address, int capacity) {
    this.active = active;
    this.offset = offset;
    this.length = length;
    this.address = address;
    this.capacity = capacity;
  }

  ServiceAddress service() {
    return active.run.location().service();
  }

  MapOutputId output() {
    return active.run.location().output().id();
  }

  FetchRequest request() {
    PartitionRun run = active.run;
    return new FetchRequest(output(), run.firstPartition(), run.numPartitions(), offset, length);
  }
}
