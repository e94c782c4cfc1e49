package io.fileview.win32;

/**
 * What {@code QueryWorkingSetEx} returns for one page, after Microsoft's <a
 * href="https://learn.microsoft.com/windows/win32/api/psapi/ns-psapi-psapi_working_set_ex_block">PSAPI_WORKING_SET_EX_BLOCK</a>.
 *
 * @param virtualAddress the address that was passed
 * @param valid true if the page has been accessed through the functions and is still in memory; the
 *     other components are meaningful only then
 * @param shareCount how many processes are known to share the page, from 1 to 7
 * @param win32Protection the protection of the page
 * @param shared true unless the page is private
 * @param locked true if the page has been locked with {@code VirtualLock}
 */
public record WorkingSetExInformation(
        Address virtualAddress,
        boolean valid,
        int shareCount,
        int win32Protection,
        boolean shared,
        boolean locked) {}
