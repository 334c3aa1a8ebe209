/** Tests of the application's side of a cluster. */
@NullMarked
package io.scheelite.scheduler.application;

import org.jspecify.annotations.NullMarked;
