package io.fileview.win32;

import org.jspecify.annotations.Nullable;

/**
 * What {@code VirtualQuery} returns for a run of pages with equal attributes, after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-memory_basic_information">MEMORY_BASIC_INFORMATION</a>.
 *
 * @param baseAddress the start of the page that contains the address that was passed
 * @param allocationBase the start of the view or allocation; null for free addresses
 * @param allocationProtect its protection when it was created; 0 for free addresses
 * @param regionSize bytes from baseAddress to the end of the run
 * @param state {@code MEM_COMMIT}, {@code MEM_RESERVE} or {@code MEM_FREE}
 * @param protect the current protection; 0 if the pages are not committed
 * @param type {@code MEM_MAPPED}, {@code MEM_IMAGE}, {@code MEM_PRIVATE} or 0
 */
public record MemoryBasicInformation(
        Address baseAddress,
        @Nullable Address allocationBase,
        int allocationProtect,
        long regionSize,
        int state,
        int protect,
        int type) {
    /** The size of the structure on 64-bit Windows, which {@code VirtualQuery} returns there. */
    public static final int SIZE = 48;
}
