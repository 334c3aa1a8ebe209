package io.scheelite.scheduler.job;

import io.scheelite.memory.ScheeliteException;
import io.scheelite.shuffle.transport.ServiceAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whoever submitted a job. Called on the loop. */
public interface JobObserver {
  /**
   * The job is over; called once. Attempts may still be stopping.
   *
   * @param failure why it failed, or null
   */
  void jobEnded(int job, @Nullable ScheeliteException failure, JobReport report);

  /**
   * The last attempt of an ended job has stopped: nobody writes or reads its map outputs any more,
   * they are to be deleted. Called once, after {@link #jobEnded}.
   *
   * @param shuffles numbers of all its exchanges
   * @param services where its outputs may lie
   */
  void outputsUnused(int job, Set<Integer> shuffles, Set<ServiceAddress> services);
}
