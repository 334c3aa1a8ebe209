/** Whole clusters in one JVM: the logic of all processes over real sockets and real files. */
@NullMarked
package io.scheelite.scheduler.process;

import org.jspecify.annotations.NullMarked;
