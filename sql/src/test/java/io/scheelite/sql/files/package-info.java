/** Tests of what is read in place of tables. */
@NullMarked
package io.scheelite.sql.files;

import org.jspecify.annotations.NullMarked;
