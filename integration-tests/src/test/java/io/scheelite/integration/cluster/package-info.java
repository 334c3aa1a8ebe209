/**
 * The whole chain on clusters of real processes, which are killed, starved and lied to.
 *
 * <p>Each test has a cluster in a folder of its own and leaves neither processes nor files nor
 * ports behind. A usual build runs a seeded sample of the cases; profile {@code cluster} runs all
 * of them, {@code -Dtests.scaleFactor} over a larger database.
 */
@NullMarked
package io.scheelite.integration.cluster;

import org.jspecify.annotations.NullMarked;
