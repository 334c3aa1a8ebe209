/**
 * The form in which processes of a cluster speak: classes that protobuf generates from {@code
 * src/main/protobuf}, their version, and the error for bytes that mean nothing.
 *
 * <p>Generated classes stay behind the codecs of messages and plans: nobody else uses them.
 */
@NullMarked
package io.scheelite.scheduler.wire;

import org.jspecify.annotations.NullMarked;
