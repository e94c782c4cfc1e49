package io.fileview.win32;

/**
 * What {@code QueryWorkingSetEx} returns for one page, after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/api/psapi/ns-psapi-psapi_working_set_ex_block">PSAPI_WORKING_SET_EX_BLOCK</a>.
 *
 * @param virtualAddress the address that was passed
 * @param valid true if the page is in the working set; in a simulated process, if it has been
 *     accessed through the functions and is still in memory. The other components, except {@code
 *     shared} and {@code bad}, are meaningful only then.
 * @param shareCount how many processes are known to share the page, from 1 to 7, which means 7 or
 *     more; 0 for memory that cannot be shared
 * @param win32Protection the protection of the page
 * @param shared true unless the page is private
 * @param node the NUMA node of the page
 * @param locked true if the page has been locked with {@code VirtualLock}
 * @param largePage true if the page is a large page
 * @param bad true if the page is bad
 */
public record WorkingSetExInformation(
        Address virtualAddress,
        boolean valid,
        int shareCount,
        int win32Protection,
        boolean shared,
        int node,
        boolean locked,
        boolean largePage,
        boolean bad) {
    /** From the bits of the structure; those of a page that is not valid lie in the same places. */
    static WorkingSetExInformation of(Address address, long flags) {
        boolean valid = bit(flags, 0);
        return new WorkingSetExInformation(
                address,
                valid,
                valid ? (int) (flags >> 1) & 7 : 0,
                valid ? (int) (flags >> 4) & 0x7FF : 0,
                bit(flags, 15),
                valid ? (int) (flags >> 16) & 0x3F : 0,
                valid && bit(flags, 22),
                valid && bit(flags, 23),
                bit(flags, 31));
    }

    private static boolean bit(long flags, int number) {
        return (flags >> number & 1) != 0;
    }
}
