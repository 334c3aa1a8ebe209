package io.scheelite.scheduler.job;

import io.scheelite.shuffle.MapOutputId;
import java.util.List;

/**
 * Runs the root stage, in the process that asked. It knows which rows have left the job for good.
 */
public interface RootLauncher extends TaskLauncher {
  /**
   * Map outputs turn out to be of no use, since others with other rows take their place. The
   * running attempt, if there is one, is over; the next launch names the others.
   *
   * @param stale outputs that count no more; of the same tasks, earlier generations do not either
   * @return whether no row of them was handed on; then none will be. If not, the job fails
   */
  boolean rollBack(List<MapOutputId> stale);
}
