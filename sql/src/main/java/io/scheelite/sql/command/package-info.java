/**
 * Statements that are no queries, as far as the SQL grammar of queries does not know them: CREATE,
 * DROP, COPY, SHOW, DESCRIBE, SET. Text in, records out; nothing here looks at tables.
 */
@NullMarked
package io.scheelite.sql.command;

import org.jspecify.annotations.NullMarked;
