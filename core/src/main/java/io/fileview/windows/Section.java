package io.fileview.windows;

import io.fileview.Protection;

/** Makes sections of files, and maps views of them. */
final class Section {
    private static final WindowsFunction CREATE_FILE_MAPPING =
            WindowsFunction.of("CreateFileMappingW");
    private static final WindowsFunction MAP_VIEW_OF_FILE = WindowsFunction.of("MapViewOfFile");
    private static final WindowsFunction CLOSE_HANDLE = WindowsFunction.of("CloseHandle");

    private static final long PAGE_READONLY = 0x02;
    private static final long PAGE_READWRITE = 0x04;
    private static final long FILE_MAP_COPY = 0x1;
    private static final long FILE_MAP_WRITE = 0x2;
    private static final long FILE_MAP_READ = 0x4;
    private static final long SEC_COMMIT = 0x8000000;
    private static final long INVALID_HANDLE = -1;
    private static final int HALF = 32;
    private static final long LOWER_HALF = 0xFFFFFFFFL;

    private Section() {}

    /**
     * Maps a view of a file. The section is closed at once: the view keeps it, and an open one would
     * forbid to truncate the file after the view has been unmapped.
     *
     * @param file the handle of the file
     * @param offset a multiple of {@link SystemPages#GRANULARITY}
     * @return the address, or the negated error
     */
    static long mapFile(long file, long offset, long size, Protection protection) {
        boolean writes = protection == Protection.READ_WRITE;
        long section =
                CREATE_FILE_MAPPING.call(file, 0, writes ? PAGE_READWRITE : PAGE_READONLY, 0, 0, 0);
        if (section == 0) {
            return -WindowsFunction.lastError();
        }
        try {
            return map(section, offset, size, protection);
        } finally {
            CLOSE_HANDLE.call(section);
        }
    }

    /** Makes a section of memory, and returns its handle, or the negated error. */
    static long ofMemory(long size) {
        long section =
                CREATE_FILE_MAPPING.call(
                        INVALID_HANDLE,
                        0,
                        PAGE_READWRITE | SEC_COMMIT,
                        size >>> HALF,
                        size & LOWER_HALF,
                        0);
        return section == 0 ? -WindowsFunction.lastError() : section;
    }

    /** Maps a view of a section, and returns its address, or the negated error. */
    static long map(long section, long offset, long size, Protection protection) {
        long access =
                switch (protection) {
                    case READ_ONLY -> FILE_MAP_READ;
                    case READ_WRITE -> FILE_MAP_READ | FILE_MAP_WRITE;
                    case COPY_ON_WRITE -> FILE_MAP_COPY;
                };
        long address = MAP_VIEW_OF_FILE.call(section, access, offset >>> HALF, offset, size);
        return address == 0 ? -WindowsFunction.lastError() : address;
    }
}
