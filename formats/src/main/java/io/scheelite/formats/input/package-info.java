/**
 * Where the bytes of files come from: {@link io.scheelite.formats.input.InputFile} is the extension
 * point, {@link io.scheelite.formats.input.InputFiles} finds inputs by their location, {@link
 * io.scheelite.formats.input.InputReader} reads them with typed errors, and {@link
 * io.scheelite.formats.input.ReadAhead} hides the time that reads from afar take.
 *
 * <p>Inputs and providers are immutable and shared; a channel or reader belongs to whoever opened
 * it. Buffers are the reader's, and so is the memory they are booked with.
 */
@NullMarked
package io.scheelite.formats.input;

import org.jspecify.annotations.NullMarked;
