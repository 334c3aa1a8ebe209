/** Names of tables and what they stand for. One catalog per engine, shared by all threads. */
@NullMarked
package io.scheelite.sql.catalog;

import org.jspecify.annotations.NullMarked;
