/** Tests of what COPY writes. */
@NullMarked
package io.scheelite.sql.copy;

import org.jspecify.annotations.NullMarked;
