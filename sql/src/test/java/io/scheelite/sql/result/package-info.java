/** Tests of results as text. */
@NullMarked
package io.scheelite.sql.result;

import org.jspecify.annotations.NullMarked;
