package io.fileview.win32;

/**
 * A range of addresses for {@link Kernel32#prefetchVirtualMemory}.
 *
 * @param virtualAddress the first address; need not be aligned or mapped
 * @param numberOfBytes the length in bytes
 */
public record MemoryRange(Address virtualAddress, long numberOfBytes) {}
