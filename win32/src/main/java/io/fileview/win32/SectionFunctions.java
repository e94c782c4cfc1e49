package io.fileview.win32;

import org.jspecify.annotations.Nullable;

/** The functions that operate on sections and their views. */
abstract class SectionFunctions extends ObjectFunctions {
    private final SectionApi sections;

    SectionFunctions(Win32Process process) {
        super(process);
        this.sections = process.sections();
    }

    /**
     * Creates a section, or opens the existing one of the given name.
     *
     * <p><b>Hazard.</b> A name exists as long as there is a handle of its object; views do not keep it
     * alive. In a simulated process it is visible to all simulated processes of the same user, and a
     * {@code Global\} name to all of the machine (see {@link Kernel32#simulated()}), but only the
     * same user can open the object.
     *
     * @param hFile the file; {@link Handle#INVALID_HANDLE_VALUE} or null for memory
     * @param flProtect one of the six protections of sections, with {@code SEC_} flags
     * @param dwMaximumSize bytes; 0 for the size of the file. If the protection is writable, a
     *     smaller file is extended immediately.
     * @param lpName the name, or null
     * @return the handle, with the last error set to 0, or to {@code ERROR_ALREADY_EXISTS} if the
     *     name existed; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-createfilemappingw">CreateFileMappingW</a>
     */
    public @Nullable Handle createFileMapping(
            @Nullable Handle hFile, int flProtect, long dwMaximumSize, @Nullable String lpName) {
        return createFileMappingNuma(
                hFile, flProtect, dwMaximumSize, lpName, WinNt.NUMA_NO_PREFERRED_NODE);
    }

    /**
     * As {@link #createFileMapping}; the NUMA node is a hint, which a simulated process ignores.
     *
     * @param hFile as there
     * @param flProtect as there
     * @param dwMaximumSize as there
     * @param lpName as there
     * @param nndPreferred a NUMA node, or {@code NUMA_NO_PREFERRED_NODE}
     * @return as there
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-createfilemappingnumaw">CreateFileMappingNumaW</a>
     */
    public @Nullable Handle createFileMappingNuma(
            @Nullable Handle hFile,
            int flProtect,
            long dwMaximumSize,
            @Nullable String lpName,
            int nndPreferred) {
        return created(
                () -> sections.create(hFile, flProtect, dwMaximumSize, lpName, nndPreferred));
    }

    /**
     * Opens a section by its name.
     *
     * @param dwDesiredAccess the {@code FILE_MAP_} or {@code GENERIC_} rights of the handle, which
     *     limit its views
     * @param lpName the name
     * @return the handle, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-openfilemappingw">OpenFileMappingW</a>
     */
    public @Nullable Handle openFileMapping(int dwDesiredAccess, @Nullable String lpName) {
        return call(() -> sections.open(dwDesiredAccess, lpName));
    }

    /**
     * Maps a view of a section at an address that the system chooses.
     *
     * @param hFileMappingObject the section
     * @param dwDesiredAccess {@code FILE_MAP_} bits; exactly {@code FILE_MAP_COPY} for
     *     copy-on-write, 0 for a view that cannot be accessed
     * @param dwFileOffset a multiple of 64 KiB
     * @param dwNumberOfBytesToMap bytes; 0 for everything to the end of the section
     * @return the base address of the view, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-mapviewoffile">MapViewOfFile</a>
     */
    public @Nullable Address mapViewOfFile(
            @Nullable Handle hFileMappingObject,
            int dwDesiredAccess,
            long dwFileOffset,
            long dwNumberOfBytesToMap) {
        return mapViewOfFileEx(
                hFileMappingObject, dwDesiredAccess, dwFileOffset, dwNumberOfBytesToMap, null);
    }

    /**
     * Maps a view of a section at an address.
     *
     * @param hFileMappingObject as {@link #mapViewOfFile}
     * @param dwDesiredAccess as there
     * @param dwFileOffset as there
     * @param dwNumberOfBytesToMap as there
     * @param lpBaseAddress a multiple of 64 KiB at which the range is free; null to let the system
     *     choose
     * @return the base address of the view, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-mapviewoffileex">MapViewOfFileEx</a>
     */
    public @Nullable Address mapViewOfFileEx(
            @Nullable Handle hFileMappingObject,
            int dwDesiredAccess,
            long dwFileOffset,
            long dwNumberOfBytesToMap,
            @Nullable Address lpBaseAddress) {
        return mapViewOfFileExNuma(
                hFileMappingObject,
                dwDesiredAccess,
                dwFileOffset,
                dwNumberOfBytesToMap,
                lpBaseAddress,
                WinNt.NUMA_NO_PREFERRED_NODE);
    }

    /**
     * As {@link #mapViewOfFileEx}; the NUMA node is a hint, which a simulated process ignores.
     *
     * @param hFileMappingObject as there
     * @param dwDesiredAccess as there
     * @param dwFileOffset as there
     * @param dwNumberOfBytesToMap as there
     * @param lpBaseAddress as there
     * @param nndPreferred a NUMA node, or {@code NUMA_NO_PREFERRED_NODE}
     * @return as there
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-mapviewoffileexnuma">MapViewOfFileExNuma</a>
     */
    public @Nullable Address mapViewOfFileExNuma(
            @Nullable Handle hFileMappingObject,
            int dwDesiredAccess,
            long dwFileOffset,
            long dwNumberOfBytesToMap,
            @Nullable Address lpBaseAddress,
            int nndPreferred) {
        return call(
                () -> sections.map(
                        new SectionApi.ViewRequest(
                                hFileMappingObject,
                                dwDesiredAccess,
                                dwFileOffset,
                                dwNumberOfBytesToMap,
                                valueOf(lpBaseAddress),
                                nndPreferred)));
    }

    /**
     * Maps a view with a page protection. The view may replace a placeholder.
     *
     * @param fileMapping the section
     * @param process {@link #getCurrentProcess()}, or null, which means the same
     * @param baseAddress as {@link #mapViewOfFileEx}; with {@code MEM_REPLACE_PLACEHOLDER}, that of
     *     the placeholder
     * @param offset a multiple of 64 KiB, or of 4096 with {@code MEM_REPLACE_PLACEHOLDER}
     * @param viewSize bytes; 0 for everything to the end of the section; with {@code
     *     MEM_REPLACE_PLACEHOLDER}, exactly that of the placeholder
     * @param allocationType 0, {@code MEM_RESERVE} or {@code MEM_REPLACE_PLACEHOLDER}
     * @param pageProtection a {@code PAGE_} protection that the rights of the handle allow
     * @return the base address of the view, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-mapviewoffile3">MapViewOfFile3</a>
     */
    public @Nullable Address mapViewOfFile3(
            @Nullable Handle fileMapping,
            @Nullable Handle process,
            @Nullable Address baseAddress,
            long offset,
            long viewSize,
            int allocationType,
            int pageProtection) {
        return call(
                () -> sections.map3(
                        new SectionApi.PlacedViewRequest(
                                fileMapping,
                                process,
                                valueOf(baseAddress),
                                offset,
                                viewSize,
                                allocationType,
                                pageProtection)));
    }

    /**
     * Unmaps the view that contains an address. The view is unmapped immediately, even if its pages
     * are locked or their protection has been changed.
     *
     * @param lpBaseAddress any address inside the view. The documentation of Windows requires the
     *     base address, but Windows accepts any.
     * @return true, or false with {@code ERROR_INVALID_ADDRESS}
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-unmapviewoffile">UnmapViewOfFile</a>
     */
    public boolean unmapViewOfFile(@Nullable Address lpBaseAddress) {
        return test(() -> sections.unmap(valueOf(lpBaseAddress)));
    }

    /**
     * As {@link #unmapViewOfFile}, with flags.
     *
     * @param baseAddress as there
     * @param unmapFlags 0, {@code MEM_UNMAP_WITH_TRANSIENT_BOOST} (a hint), or {@code
     *     MEM_PRESERVE_PLACEHOLDER} to restore the placeholder that the view replaced
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-unmapviewoffileex">UnmapViewOfFileEx</a>
     */
    public boolean unmapViewOfFileEx(@Nullable Address baseAddress, int unmapFlags) {
        return test(() -> sections.unmapEx(valueOf(baseAddress), unmapFlags));
    }

    /**
     * As {@link #unmapViewOfFileEx}.
     *
     * @param process {@link #getCurrentProcess()}; null is refused
     * @param baseAddress as there
     * @param unmapFlags as there
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-unmapviewoffile2">UnmapViewOfFile2</a>
     */
    public boolean unmapViewOfFile2(
            @Nullable Handle process, @Nullable Address baseAddress, int unmapFlags) {
        return test(() -> sections.unmap2(process, valueOf(baseAddress), unmapFlags));
    }

    /**
     * Writes the changed pages of a range to the file. They are not durable until {@link
     * #flushFileBuffers} has succeeded. For a view that cannot change the file this is a no-op that
     * returns true.
     *
     * @param lpBaseAddress any address inside the view
     * @param dwNumberOfBytesToFlush bytes; 0 for everything to the end of the view
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-flushviewoffile">FlushViewOfFile</a>
     */
    public boolean flushViewOfFile(@Nullable Address lpBaseAddress, long dwNumberOfBytesToFlush) {
        return test(() -> sections.flush(valueOf(lpBaseAddress), dwNumberOfBytesToFlush));
    }

    /**
     * Returns the path of the file that a view maps.
     *
     * @param lpv any address inside the view
     * @return the path, on Windows a device path; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/psapi/nf-psapi-getmappedfilenamew">GetMappedFileNameW</a>
     */
    public @Nullable String getMappedFileName(@Nullable Address lpv) {
        return call(() -> sections.fileName(valueOf(lpv)));
    }

    static long valueOf(@Nullable Address address) {
        return address == null ? 0 : address.value();
    }
}
