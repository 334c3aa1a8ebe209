/**
 * Resident memory of processes under a memory limit: queries in children of their own, watched from
 * outside.
 */
@NullMarked
package io.scheelite.bench.resident;

import org.jspecify.annotations.NullMarked;
