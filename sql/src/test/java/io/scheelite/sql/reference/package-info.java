/**
 * A naive executor of physical plans: row at a time, boxed values, no thought of speed. It shows
 * that plans mean what their statements say, whatever the operators do.
 */
@NullMarked
package io.scheelite.sql.reference;

import org.jspecify.annotations.NullMarked;
