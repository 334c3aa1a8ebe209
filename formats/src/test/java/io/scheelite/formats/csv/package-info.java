@NullMarked
package io.scheelite.formats.csv;

import org.jspecify.annotations.NullMarked;
