/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.scheduler.event;

import org.jspecify.annotations.NullMarked;
