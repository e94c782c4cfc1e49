package io.fileview.win32;

import io.fileview.Protection;

/**
 * Constants of the functions, under their own names.
 *
 * <p>Values after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/memory/memory-protection-constants">Memory
 * Protection Constants</a> and the pages of the functions.
 */
public final class WinNt {
    /** No access. */
    public static final int PAGE_NOACCESS = 0x01;

    /** Reading. */
    public static final int PAGE_READONLY = 0x02;

    /** Reading and writing. */
    public static final int PAGE_READWRITE = 0x04;

    /** Reading, and writing to a private copy. */
    public static final int PAGE_WRITECOPY = 0x08;

    /** Execution; reading too, on the processors there are. */
    public static final int PAGE_EXECUTE = 0x10;

    /** Execution and reading. */
    public static final int PAGE_EXECUTE_READ = 0x20;

    /** Execution, reading and writing. */
    public static final int PAGE_EXECUTE_READWRITE = 0x40;

    /** Execution, reading, and writing to a private copy. */
    public static final int PAGE_EXECUTE_WRITECOPY = 0x80;

    /** The first access faults and takes the guard away. */
    public static final int PAGE_GUARD = 0x100;

    /** Not cached by the processor; here only reported. */
    public static final int PAGE_NOCACHE = 0x200;

    /** Written in bursts; here only reported. */
    public static final int PAGE_WRITECOMBINE = 0x400;

    /** A section of a file; refused, as Windows refuses it. */
    public static final int SEC_FILE = 0x800000;

    /** The file is an image, laid out by its headers. */
    public static final int SEC_IMAGE = 0x1000000;

    /** Pages of memory are committed one by one. */
    public static final int SEC_RESERVE = 0x4000000;

    /** All pages are committed; the default. */
    public static final int SEC_COMMIT = 0x8000000;

    /** Pages have {@code PAGE_NOCACHE}. */
    public static final int SEC_NOCACHE = 0x10000000;

    /** Pages have {@code PAGE_WRITECOMBINE}. */
    public static final int SEC_WRITECOMBINE = 0x40000000;

    /** Large pages, which need a privilege that no process has here. */
    public static final int SEC_LARGE_PAGES = 0x80000000;

    /** An image none of which can be executed. */
    public static final int SEC_IMAGE_NO_EXECUTE = SEC_IMAGE | SEC_NOCACHE;

    /** The right to ask about a section. */
    public static final int SECTION_QUERY = 0x1;

    /** The right to map it to be written. */
    public static final int SECTION_MAP_WRITE = 0x2;

    /** The right to map it to be read. */
    public static final int SECTION_MAP_READ = 0x4;

    /** The right to map it to be executed. */
    public static final int SECTION_MAP_EXECUTE = 0x8;

    /** Alone: a copy-on-write view. */
    public static final int FILE_MAP_COPY = 0x1;

    /** A view to be read and written. */
    public static final int FILE_MAP_WRITE = SECTION_MAP_WRITE;

    /** A view to be read. */
    public static final int FILE_MAP_READ = SECTION_MAP_READ;

    /** A view to be executed too. */
    public static final int FILE_MAP_EXECUTE = 0x20;

    /** All rights; a view to be read and written. */
    public static final int FILE_MAP_ALL_ACCESS = 0xF001F;

    /** Unmapping: a hint that the pages are soon wanted again. */
    public static final int MEM_UNMAP_WITH_TRANSIENT_BOOST = 0x1;

    /** Releasing: merges neighbouring placeholders. */
    public static final int MEM_COALESCE_PLACEHOLDERS = 0x1;

    /** Releasing or unmapping: leaves a placeholder. */
    public static final int MEM_PRESERVE_PLACEHOLDER = 0x2;

    /** Commits; and the state of committed pages. */
    public static final int MEM_COMMIT = 0x1000;

    /** Reserves; and the state of reserved pages. */
    public static final int MEM_RESERVE = 0x2000;

    /** Freeing: takes the pages away and keeps the addresses. */
    public static final int MEM_DECOMMIT = 0x4000;

    /** Mapping or allocating: takes the place of a placeholder. */
    public static final int MEM_REPLACE_PLACEHOLDER = 0x4000;

    /** Freeing: gives the addresses back. */
    public static final int MEM_RELEASE = 0x8000;

    /** The state of free addresses. */
    public static final int MEM_FREE = 0x10000;

    /** The type of allocated memory and placeholders. */
    public static final int MEM_PRIVATE = 0x20000;

    /** The type of views. */
    public static final int MEM_MAPPED = 0x40000;

    /** Allocating: makes a placeholder. */
    public static final int MEM_RESERVE_PLACEHOLDER = 0x40000;

    /** The content is no longer wanted; here it stays. */
    public static final int MEM_RESET = 0x80000;

    /** High addresses are preferred; a hint that is not taken. */
    public static final int MEM_TOP_DOWN = 0x100000;

    /** The type of views of images. */
    public static final int MEM_IMAGE = 0x1000000;

    /** Large pages, which need a privilege that no process has here. */
    public static final int MEM_LARGE_PAGES = 0x20000000;

    /** Reading. */
    public static final int GENERIC_READ = 0x80000000;

    /** Writing. */
    public static final int GENERIC_WRITE = 0x40000000;

    /** Executing: needed for sections that can be executed. */
    public static final int GENERIC_EXECUTE = 0x20000000;

    /** Everything. */
    public static final int GENERIC_ALL = 0x10000000;

    /** Deleting and renaming. */
    public static final int DELETE = 0x10000;

    /** Others may read. */
    public static final int FILE_SHARE_READ = 0x1;

    /** Others may write. */
    public static final int FILE_SHARE_WRITE = 0x2;

    /** Others may delete and rename. */
    public static final int FILE_SHARE_DELETE = 0x4;

    /** The file must not exist. */
    public static final int CREATE_NEW = 1;

    /** The file is made, or emptied. */
    public static final int CREATE_ALWAYS = 2;

    /** The file must exist. */
    public static final int OPEN_EXISTING = 3;

    /** The file is made if it does not exist. */
    public static final int OPEN_ALWAYS = 4;

    /** The file must exist, and is emptied. */
    public static final int TRUNCATE_EXISTING = 5;

    /** A file of the new name is replaced. */
    public static final int MOVEFILE_REPLACE_EXISTING = 1;

    /** The source is closed. */
    public static final int DUPLICATE_CLOSE_SOURCE = 1;

    /** The new handle has the rights of the source. */
    public static final int DUPLICATE_SAME_ACCESS = 2;

    /** No NUMA node is preferred. */
    public static final int NUMA_NO_PREFERRED_NODE = 0xFFFFFFFF;

    private WinNt() {}
}
