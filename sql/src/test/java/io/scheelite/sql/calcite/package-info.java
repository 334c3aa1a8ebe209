/** Tests of the door to Calcite. */
@NullMarked
package io.scheelite.sql.calcite;

import org.jspecify.annotations.NullMarked;
