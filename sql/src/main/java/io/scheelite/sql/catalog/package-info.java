/** Names of tables and what they stand for. */
@NullMarked
package io.scheelite.sql.catalog;

import org.jspecify.annotations.NullMarked;
