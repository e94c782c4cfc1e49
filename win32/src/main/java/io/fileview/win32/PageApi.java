package io.fileview.win32;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that operate on pages; see {@link VirtualFunctions}. */
interface PageApi {
    MemoryBasicInformation query(long address) throws IOException;

    int protect(long address, long size, int protect) throws IOException;

    void lock(long address, long size) throws IOException;

    void unlock(long address, long size) throws IOException;

    Address allocate(long address, long size, int type, int protect) throws IOException;

    Address allocate2(@Nullable Handle process, long address, long size, int type, int protect)
            throws IOException;

    void free(long address, long size, int type) throws IOException;

    void prefetch(List<MemoryRange> ranges, int flags) throws IOException;

    List<WorkingSetExInformation> workingSet(List<Address> addresses) throws IOException;
}
