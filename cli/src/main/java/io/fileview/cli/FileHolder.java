package io.fileview.cli;

/**
 * A process that maps a file or holds it open.
 *
 * @param pid the process id
 * @param name its name
 * @param isOpen whether it has a descriptor of the file
 * @param mappedBytes the length of its mappings of the file; 0 if it has none
 */
record FileHolder(long pid, String name, boolean isOpen, long mappedBytes) {}
