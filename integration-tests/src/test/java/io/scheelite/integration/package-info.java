/** Suites that span modules, and the test of the module rules. */
@NullMarked
package io.scheelite.integration;

import org.jspecify.annotations.NullMarked;
