/** Tests of faults on demand. */
@NullMarked
package io.scheelite.scheduler.fault;

import org.jspecify.annotations.NullMarked;
