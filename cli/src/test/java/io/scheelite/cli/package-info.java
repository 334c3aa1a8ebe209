@NullMarked
package io.scheelite.cli;

import org.jspecify.annotations.NullMarked;
