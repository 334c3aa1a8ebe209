/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.scheduler.job;

import org.jspecify.annotations.NullMarked;
