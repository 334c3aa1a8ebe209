/** Child processes: their pipe, their restarts, and the system's own. */
@NullMarked
package io.scheelite.scheduler.launch;

import org.jspecify.annotations.NullMarked;
