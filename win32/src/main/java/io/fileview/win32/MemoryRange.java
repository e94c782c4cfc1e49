package io.fileview.win32;

/**
 * A range for {@code PrefetchVirtualMemory}.
 *
 * @param virtualAddress where it starts; need not be aligned, nor mapped
 * @param numberOfBytes how long it is
 */
public record MemoryRange(Address virtualAddress, long numberOfBytes) {}
