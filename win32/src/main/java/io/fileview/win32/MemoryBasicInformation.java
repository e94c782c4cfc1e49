package io.fileview.win32;

import org.jspecify.annotations.Nullable;

/**
 * What {@code VirtualQuery} tells of a run of equal pages, after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/api/winnt/ns-winnt-memory_basic_information">MEMORY_BASIC_INFORMATION</a>.
 *
 * @param baseAddress the page that holds the address asked for
 * @param allocationBase where the view or allocation starts; null for free addresses
 * @param allocationProtect its protection when it was made; 0 for free addresses
 * @param regionSize bytes from baseAddress to the end of the run
 * @param state {@code MEM_COMMIT}, {@code MEM_RESERVE} or {@code MEM_FREE}
 * @param protect the protection now; 0 where nothing is committed
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
    /** The size of the structure on 64-bit Windows: what {@code VirtualQuery} returns there. */
    public static final int SIZE = 48;
}
