/** Tests of inputs that are no local files, and of reading them ahead. */
@NullMarked
package io.scheelite.formats.input;

import org.jspecify.annotations.NullMarked;
