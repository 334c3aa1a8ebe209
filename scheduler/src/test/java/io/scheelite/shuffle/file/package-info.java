/** What the simulator needs of the layout of map outputs. */
@NullMarked
package io.scheelite.shuffle.file;

import org.jspecify.annotations.NullMarked;
