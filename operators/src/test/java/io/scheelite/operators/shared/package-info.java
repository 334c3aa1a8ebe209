/** Tests of rows that several places of a plan read. */
@NullMarked
package io.scheelite.operators.shared;

import org.jspecify.annotations.NullMarked;
