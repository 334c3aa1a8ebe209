/** Tests of the JDBC driver. */
@NullMarked
package io.scheelite.sql.jdbc;

import org.jspecify.annotations.NullMarked;
