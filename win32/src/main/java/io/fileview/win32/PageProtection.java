package io.fileview.win32;

import static io.fileview.win32.WinNt.FILE_MAP_COPY;
import static io.fileview.win32.WinNt.FILE_MAP_EXECUTE;
import static io.fileview.win32.WinNt.FILE_MAP_READ;
import static io.fileview.win32.WinNt.FILE_MAP_WRITE;
import static io.fileview.win32.WinNt.PAGE_EXECUTE;
import static io.fileview.win32.WinNt.PAGE_EXECUTE_READ;
import static io.fileview.win32.WinNt.PAGE_EXECUTE_READWRITE;
import static io.fileview.win32.WinNt.PAGE_EXECUTE_WRITECOPY;
import static io.fileview.win32.WinNt.PAGE_GUARD;
import static io.fileview.win32.WinNt.PAGE_NOACCESS;
import static io.fileview.win32.WinNt.PAGE_NOCACHE;
import static io.fileview.win32.WinNt.PAGE_READONLY;
import static io.fileview.win32.WinNt.PAGE_READWRITE;
import static io.fileview.win32.WinNt.PAGE_WRITECOMBINE;
import static io.fileview.win32.WinNt.PAGE_WRITECOPY;
import static io.fileview.win32.WinNt.SECTION_MAP_EXECUTE;
import static io.fileview.win32.WinNt.SECTION_MAP_READ;
import static io.fileview.win32.WinNt.SECTION_MAP_WRITE;
import static io.fileview.win32.WinNt.SECTION_QUERY;

import io.fileview.win32.WinError.Status;

/** What the {@code PAGE_} values allow, and which combinations are valid. */
final class PageProtection {
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int STANDARD_RIGHTS_REQUIRED = 0xF0000;

    /** The low byte is the protection; the rest are modifiers. */
    private static final int BASE = 0xFF;

    private PageProtection() {}

    static int base(int protect) {
        return protect & BASE;
    }

    private static boolean isOneOfEight(int protect) {
        return Integer.bitCount(protect) == 1 && protect <= BASE && protect > 0;
    }

    /** Refuses an invalid protection for pages. */
    static void requirePage(int protect) {
        int modifiers = protect & (PAGE_GUARD | PAGE_NOCACHE | PAGE_WRITECOMBINE);
        boolean bad =
                !isOneOfEight(protect & ~modifiers)
                        || Integer.bitCount(modifiers) > 1
                        || (modifiers != 0 && base(protect) == PAGE_NOACCESS);
        if (bad) {
            throw Status.INVALID_PAGE_PROTECTION.failure();
        }
    }

    static void requireSection(int protect) {
        if (!isOneOfEight(protect) || protect == PAGE_NOACCESS || protect == PAGE_EXECUTE) {
            throw Status.INVALID_PAGE_PROTECTION.failure();
        }
    }

    static boolean isSharedWritable(int protect) {
        return (base(protect) & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)) != 0;
    }

    static boolean isWriteCopy(int protect) {
        return (base(protect) & (PAGE_WRITECOPY | PAGE_EXECUTE_WRITECOPY)) != 0;
    }

    static boolean isExecutable(int protect) {
        return base(protect) >= PAGE_EXECUTE;
    }

    static boolean canRead(int protect) {
        return base(protect) > PAGE_NOACCESS;
    }

    static boolean canWrite(int protect) {
        return isSharedWritable(protect) || isWriteCopy(protect);
    }

    /** The protection of a copy-on-write page after it has been written. */
    static int written(int protect) {
        int modifiers = protect & ~BASE;
        return switch (base(protect)) {
            case PAGE_WRITECOPY -> modifiers | PAGE_READWRITE;
            case PAGE_EXECUTE_WRITECOPY -> modifiers | PAGE_EXECUTE_READWRITE;
            default -> protect;
        };
    }

    /** The protection in an image, where a writable page is copy-on-write. */
    static int copied(int protect) {
        int modifiers = protect & ~BASE;
        return switch (base(protect)) {
            case PAGE_READWRITE -> modifiers | PAGE_WRITECOPY;
            case PAGE_EXECUTE_READWRITE -> modifiers | PAGE_EXECUTE_WRITECOPY;
            default -> protect;
        };
    }

    /** Whether the protection of a view allows that of a page. */
    static boolean allows(int mapped, int wanted) {
        return (accessOf(wanted) & ~accessOf(mapped)) == 0;
    }

    private static int accessOf(int protect) {
        return switch (base(protect)) {
            case PAGE_READONLY, PAGE_WRITECOPY -> READ;
            case PAGE_READWRITE -> READ | WRITE;
            case PAGE_EXECUTE, PAGE_EXECUTE_READ, PAGE_EXECUTE_WRITECOPY -> READ | EXECUTE;
            case PAGE_EXECUTE_READWRITE -> READ | WRITE | EXECUTE;
            default -> 0;
        };
    }

    /** Translates the access argument of {@code MapViewOfFile} to the protection of the view. */
    static int ofAccess(int access) {
        boolean execute = (access & FILE_MAP_EXECUTE) != 0;
        int rest = access & ~FILE_MAP_EXECUTE;
        if (rest == FILE_MAP_COPY) {
            return execute ? PAGE_EXECUTE_WRITECOPY : PAGE_WRITECOPY;
        }
        if ((rest & FILE_MAP_WRITE) != 0) {
            return execute ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE;
        }
        if ((rest & FILE_MAP_READ) != 0) {
            return execute ? PAGE_EXECUTE_READ : PAGE_READONLY;
        }
        return PAGE_NOACCESS;
    }

    /** The rights that {@code CreateFileMapping} grants with a protection. */
    static int rightsOfSection(int protect) {
        int rights = STANDARD_RIGHTS_REQUIRED | SECTION_QUERY | SECTION_MAP_READ;
        if (isSharedWritable(protect)) {
            rights |= SECTION_MAP_WRITE;
        }
        return isExecutable(protect) ? rights | SECTION_MAP_EXECUTE : rights;
    }

    /** The rights that the section's handle must have to map a view. */
    static int rightsForView(int protect) {
        return switch (base(protect)) {
            case PAGE_READWRITE -> SECTION_MAP_WRITE;
            case PAGE_EXECUTE -> SECTION_MAP_EXECUTE;
            case PAGE_EXECUTE_READ, PAGE_EXECUTE_WRITECOPY ->
                SECTION_MAP_READ | SECTION_MAP_EXECUTE;
            case PAGE_EXECUTE_READWRITE -> SECTION_MAP_WRITE | SECTION_MAP_EXECUTE;
            default -> SECTION_MAP_READ;
        };
    }
}
