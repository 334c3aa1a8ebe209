/** What the processes of a cluster say to each other, as immutable records. */
@NullMarked
package io.scheelite.scheduler.message;

import org.jspecify.annotations.NullMarked;
