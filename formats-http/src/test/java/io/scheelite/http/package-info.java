/** Tests of inputs over HTTP against a server that is a process of its own. */
@NullMarked
package io.scheelite.http;

import org.jspecify.annotations.NullMarked;
