/** Tests of planning and of the engine as its users see it. */
@NullMarked
package io.scheelite.sql;

import org.jspecify.annotations.NullMarked;
