package io.fileview.win32;

/**
 * The constants that the functions take and return, under their Windows names.
 *
 * <p>Values after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/memory/memory-protection-constants">Memory
 * Protection Constants</a> and the pages of the functions.
 */
public final class WinNt {
    /** No access is allowed. */
    public static final int PAGE_NOACCESS = 0x01;

    /** Reading is allowed. */
    public static final int PAGE_READONLY = 0x02;

    /** Reading and writing are allowed. */
    public static final int PAGE_READWRITE = 0x04;

    /** Reading is allowed, and writing to a private copy. */
    public static final int PAGE_WRITECOPY = 0x08;

    /** Execution is allowed; existing processors then also allow reading. */
    public static final int PAGE_EXECUTE = 0x10;

    /** Execution and reading are allowed. */
    public static final int PAGE_EXECUTE_READ = 0x20;

    /** Execution, reading and writing are allowed. */
    public static final int PAGE_EXECUTE_READWRITE = 0x40;

    /** Execution and reading are allowed, and writing to a private copy. */
    public static final int PAGE_EXECUTE_WRITECOPY = 0x80;

    /** Modifier: the first access faults and removes the guard. */
    public static final int PAGE_GUARD = 0x100;

    /** Modifier: not cached by the processor. It is reported, but has no effect. */
    public static final int PAGE_NOCACHE = 0x200;

    /** Modifier: write-combined. It is reported, but has no effect. */
    public static final int PAGE_WRITECOMBINE = 0x400;

    /** A section of a file. It is refused, as on Windows. */
    public static final int SEC_FILE = 0x800000;

    /** The file is an executable image, laid out as its headers specify. */
    public static final int SEC_IMAGE = 0x1000000;

    /** The pages are reserved, and are committed individually later. */
    public static final int SEC_RESERVE = 0x4000000;

    /** All pages are committed. This is the default. */
    public static final int SEC_COMMIT = 0x8000000;

    /** The pages have {@code PAGE_NOCACHE}. */
    public static final int SEC_NOCACHE = 0x10000000;

    /** The pages have {@code PAGE_WRITECOMBINE}. */
    public static final int SEC_WRITECOMBINE = 0x40000000;

    /** Large pages. They require a privilege that no simulated process has. */
    public static final int SEC_LARGE_PAGES = 0x80000000;

    /** The file is an image, no part of which is executable. */
    public static final int SEC_IMAGE_NO_EXECUTE = SEC_IMAGE | SEC_NOCACHE;

    /** The right to query a section. */
    public static final int SECTION_QUERY = 0x1;

    /** The right to map a section for writing. */
    public static final int SECTION_MAP_WRITE = 0x2;

    /** The right to map a section for reading. */
    public static final int SECTION_MAP_READ = 0x4;

    /** The right to map a section for execution. */
    public static final int SECTION_MAP_EXECUTE = 0x8;

    /** On its own: a copy-on-write view. */
    public static final int FILE_MAP_COPY = 0x1;

    /** A view for reading and writing. */
    public static final int FILE_MAP_WRITE = SECTION_MAP_WRITE;

    /** A view for reading. */
    public static final int FILE_MAP_READ = SECTION_MAP_READ;

    /** The view is also executable. */
    public static final int FILE_MAP_EXECUTE = 0x20;

    /** All rights; for a view, reading and writing. */
    public static final int FILE_MAP_ALL_ACCESS = 0xF001F;

    /** For unmapping: a hint that the pages will be needed again soon. */
    public static final int MEM_UNMAP_WITH_TRANSIENT_BOOST = 0x1;

    /** For releasing: merges adjacent placeholders. */
    public static final int MEM_COALESCE_PLACEHOLDERS = 0x1;

    /** For releasing or unmapping: leaves a placeholder. */
    public static final int MEM_PRESERVE_PLACEHOLDER = 0x2;

    /** For allocating: commits pages. Also the state of committed pages. */
    public static final int MEM_COMMIT = 0x1000;

    /** For allocating: reserves addresses. Also the state of reserved pages. */
    public static final int MEM_RESERVE = 0x2000;

    /** For freeing: decommits the pages and keeps the addresses reserved. */
    public static final int MEM_DECOMMIT = 0x4000;

    /** For mapping or allocating: replaces a placeholder. */
    public static final int MEM_REPLACE_PLACEHOLDER = 0x4000;

    /** For freeing: releases the addresses. */
    public static final int MEM_RELEASE = 0x8000;

    /** The state of free addresses. */
    public static final int MEM_FREE = 0x10000;

    /** The type of allocated memory and placeholders. */
    public static final int MEM_PRIVATE = 0x20000;

    /** The type of views. */
    public static final int MEM_MAPPED = 0x40000;

    /** For allocating: creates a placeholder. */
    public static final int MEM_RESERVE_PLACEHOLDER = 0x40000;

    /** The content is no longer needed. This implementation keeps it. */
    public static final int MEM_RESET = 0x80000;

    /** High addresses are preferred. This hint is ignored. */
    public static final int MEM_TOP_DOWN = 0x100000;

    /** The type of views of images. */
    public static final int MEM_IMAGE = 0x1000000;

    /** Large pages. They require a privilege that no simulated process has. */
    public static final int MEM_LARGE_PAGES = 0x20000000;

    /** The right to read. */
    public static final int GENERIC_READ = 0x80000000;

    /** The right to write. */
    public static final int GENERIC_WRITE = 0x40000000;

    /** The right to execute, which executable sections require. */
    public static final int GENERIC_EXECUTE = 0x20000000;

    /** All rights. */
    public static final int GENERIC_ALL = 0x10000000;

    /** The right to delete and rename. */
    public static final int DELETE = 0x10000;

    /** Others may read. */
    public static final int FILE_SHARE_READ = 0x1;

    /** Others may write. */
    public static final int FILE_SHARE_WRITE = 0x2;

    /** Others may delete and rename. */
    public static final int FILE_SHARE_DELETE = 0x4;

    /** Creates the file; fails if it exists. */
    public static final int CREATE_NEW = 1;

    /** Creates the file, or truncates it to 0 bytes. */
    public static final int CREATE_ALWAYS = 2;

    /** Opens the file; fails if it does not exist. */
    public static final int OPEN_EXISTING = 3;

    /** Opens the file, or creates it if it does not exist. */
    public static final int OPEN_ALWAYS = 4;

    /** Truncates the file to 0 bytes; fails if it does not exist. */
    public static final int TRUNCATE_EXISTING = 5;

    /** A file without attributes. */
    public static final int FILE_ATTRIBUTE_NORMAL = 0x80;

    /** The file is deleted when the handle is closed. */
    public static final int FILE_FLAG_DELETE_ON_CLOSE = 0x4000000;

    /** A hint: the file is read from beginning to end. */
    public static final int FILE_FLAG_SEQUENTIAL_SCAN = 0x8000000;

    /** A hint: the file is read in no order. */
    public static final int FILE_FLAG_RANDOM_ACCESS = 0x10000000;

    /** An existing file of the new name is replaced. */
    public static final int MOVEFILE_REPLACE_EXISTING = 1;

    /** The source handle is closed. */
    public static final int DUPLICATE_CLOSE_SOURCE = 1;

    /** The new handle has the same rights as the source. */
    public static final int DUPLICATE_SAME_ACCESS = 2;

    /** No NUMA node is preferred. */
    public static final int NUMA_NO_PREFERRED_NODE = 0xFFFFFFFF;

    private WinNt() {}
}
