/** Tests of what an engine knows by name. */
@NullMarked
package io.scheelite.sql.catalog;

import org.jspecify.annotations.NullMarked;
