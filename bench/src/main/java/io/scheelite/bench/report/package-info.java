/** Tables of results as text, CSV and Markdown. */
@NullMarked
package io.scheelite.bench.report;

import org.jspecify.annotations.NullMarked;
