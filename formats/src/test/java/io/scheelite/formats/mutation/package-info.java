/**
 * Files that were damaged on purpose: each must give rows or an error of ours that names the file,
 * within bounds of time and memory.
 */
@org.jspecify.annotations.NullMarked
package io.scheelite.formats.mutation;
