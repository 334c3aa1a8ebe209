/** TPC-H as planning sees it: schema and statistics of scale factor 1, without data. */
@NullMarked
package io.scheelite.sql.tpch;

import org.jspecify.annotations.NullMarked;
