@NullMarked
package io.scheelite.operators.hash.join;

import org.jspecify.annotations.NullMarked;
