package io.fileview.win32;

import io.fileview.windows.WindowsFunction;

/** What a case may need beyond the functions, so that a runner without it skips the case. */
final class CaseNeeds {
    private CaseNeeds() {}

    static boolean isMetBySimulation(String need) {
        return switch (need) {
            case "process", "in", "bytes", "CreateFile.flags", "placeholders", "session-not-0",
                    "ntfs" ->
                true;
            default -> false;
        };
    }

    static boolean isMetByWindows(String need) {
        return switch (need) {
            case "process", "in", "bytes", "CreateFile.flags" -> true;
            case "placeholders" -> WindowsFunction.of("VirtualAlloc2").isPresent();
            // Wine has neither sessions nor NTFS, and enforces no quota.
            case "session-not-0", "ntfs", "lock-quota" -> !WindowsRuntime.isWine();
            default -> false;
        };
    }

    static String reason(String need) {
        return switch (need) {
            case "old:null" ->
                "the functions of this library return what others write to an address";
            case "large-pages-privilege" -> "the process does not have the privilege";
            default -> "this system has no " + need;
        };
    }
}
