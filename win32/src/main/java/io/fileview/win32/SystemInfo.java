package io.fileview.win32;

/**
 * What {@code GetSystemInfo} returns. In a simulated process these are the values of 64-bit Windows,
 * not those of the machine.
 *
 * @param pageSize the size of a page in bytes
 * @param allocationGranularity the alignment of views and allocations in bytes
 * @param minimumApplicationAddress the first usable address
 * @param maximumApplicationAddress the last usable address
 * @param numberOfProcessors the number of processors that the JVM may use
 */
public record SystemInfo(
        int pageSize,
        int allocationGranularity,
        Address minimumApplicationAddress,
        Address maximumApplicationAddress,
        int numberOfProcessors) {}
