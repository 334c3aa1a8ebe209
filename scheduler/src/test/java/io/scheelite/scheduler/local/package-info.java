/** Tests of starting and stopping clusters. */
@NullMarked
package io.scheelite.scheduler.local;

import org.jspecify.annotations.NullMarked;
