/**
 * Test kit shared by all modules: leak checks, seeded randomness, injected disk faults and the
 * worlds a suite runs in.
 *
 * <p>Depends on none of the project's modules, so that every one of them can use it in its tests.
 * What needs the project's types (ledger check, batch builders, operator harness) lives in the
 * test-jar of the module that owns those types.
 */
@NullMarked
package io.scheelite.testsupport;

import org.jspecify.annotations.NullMarked;
