package io.scheelite.spill.block;

/**
 * What the blocks of a dataset hold now.
 *
 * @param blocksInMemory blocks that can be read from memory
 * @param blocksOnDisk blocks that have a file
 * @param memoryBytes storage memory booked for them
 * @param diskBytes size of their files
 * @param numRows rows of the blocks that can be read
 */
public record DatasetUsage(
    int blocksInMemory, int blocksOnDisk, long memoryBytes, long diskBytes, long numRows) {}
