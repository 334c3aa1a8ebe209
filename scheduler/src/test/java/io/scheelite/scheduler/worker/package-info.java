/** Tests of the package of the same name. */
@NullMarked
package io.scheelite.scheduler.worker;

import org.jspecify.annotations.NullMarked;
