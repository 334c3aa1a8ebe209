/** Tests of plan codecs. */
@NullMarked
package io.scheelite.scheduler.plan;

import org.jspecify.annotations.NullMarked;
