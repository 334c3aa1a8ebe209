package io.scheelite.scheduler.job;

import io.scheelite.scheduler.message.TaskId;
import io.scheelite.shuffle.client.MapOutputLocation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the scheduler decides about one attempt. Immutable; the arrays are not to be
 * changed.
 *
 * @param id job, stage, task and attempt; never used twice
 * @param shuffle number of the exchange that the attempt writes, unique in the application
 * @param generation of the map output that it writes; output id = application, shuffle, task,
 *     generation
 * @param inputs for each stage that is read, where its map outputs lie, in the order of its tasks
 * @param bounds of a range partitioning, or null
 * @param cores taken from the executor
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TaskLaunch(
    TaskId id,
    int shuffle,
    int generation,
    Map<Integer, List<MapOutputLocation>> inputs,
    byte @Nullable [] bounds,
    int cores) {}
