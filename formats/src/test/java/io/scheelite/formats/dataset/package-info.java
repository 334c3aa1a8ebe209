/** Tests of tables of many files. */
@NullMarked
package io.scheelite.formats.dataset;

import org.jspecify.annotations.NullMarked;
