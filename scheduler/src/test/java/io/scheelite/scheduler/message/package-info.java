/** Tests of message codecs. */
@NullMarked
package io.scheelite.scheduler.message;

import org.jspecify.annotations.NullMarked;
