/** Tests of Arrow IPC. */
@NullMarked
package io.scheelite.formats.arrow;

import org.jspecify.annotations.NullMarked;
