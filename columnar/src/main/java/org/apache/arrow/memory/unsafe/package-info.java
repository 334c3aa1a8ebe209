/**
 * The one class of ours under Arrow's name: Arrow looks for a default allocation manager here, and
 * refuses to start without one, before anybody can name another.
 */
@NullMarked
package org.apache.arrow.memory.unsafe;

import org.jspecify.annotations.NullMarked;
