/** Tests of the cluster's folder. */
@NullMarked
package io.scheelite.scheduler.folder;

import org.jspecify.annotations.NullMarked;
