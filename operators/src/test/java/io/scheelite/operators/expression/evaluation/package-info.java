@NullMarked
package io.scheelite.operators.expression.evaluation;

import org.jspecify.annotations.NullMarked;
