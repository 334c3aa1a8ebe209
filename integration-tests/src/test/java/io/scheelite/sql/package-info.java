/** What engine and cluster must agree on, tested with what the engine does not show to others. */
@NullMarked
package io.scheelite.sql;

import org.jspecify.annotations.NullMarked;
