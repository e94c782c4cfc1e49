package io.fileview.win32;

/**
 * What {@code GetSystemInfo} tells: the figures of 64-bit Windows, whatever the machine has.
 *
 * @param pageSize bytes of a page
 * @param allocationGranularity what views and allocations are aligned to
 * @param minimumApplicationAddress the first usable address
 * @param maximumApplicationAddress the last usable address
 * @param numberOfProcessors how many the JVM may use
 */
public record SystemInfo(
        int pageSize,
        int allocationGranularity,
        Address minimumApplicationAddress,
        Address maximumApplicationAddress,
        int numberOfProcessors) {}
