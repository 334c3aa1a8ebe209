/**
 * The only place that touches raw memory: access by address, memory mapped from the operating
 * system, regions and chunks.
 *
 * <p>Nobody outside this module uses these types. They know nothing of pools and limits beyond the
 * capacity they are given.
 */
@NullMarked
package io.scheelite.memory.internal;

import org.jspecify.annotations.NullMarked;
