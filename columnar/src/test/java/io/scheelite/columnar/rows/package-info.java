@NullMarked
package io.scheelite.columnar.rows;

import org.jspecify.annotations.NullMarked;
