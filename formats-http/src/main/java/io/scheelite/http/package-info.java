/**
 * Reads files that a web server or object store has, by ranges: {@link
 * io.scheelite.http.HttpInputs} is found by ServiceLoader as soon as this module is on the class
 * path.
 *
 * <p>Inputs are immutable and shared. A client with its threads and connections lives as long as a
 * channel is open; bodies are copied straight into the buffers of whoever reads.
 */
@NullMarked
package io.scheelite.http;

import org.jspecify.annotations.NullMarked;
