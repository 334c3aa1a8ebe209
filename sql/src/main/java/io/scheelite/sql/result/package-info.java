/**
 * Results as Java objects and as text. Values are read out of batches while these are lent; nothing
 * here keeps native memory.
 */
@NullMarked
package io.scheelite.sql.result;

import org.jspecify.annotations.NullMarked;
