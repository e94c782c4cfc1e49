package io.fileview.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The users who own and may open files: security identifiers and access control lists. */
final class Security {
    private static final int OWNER = 0x1;
    private static final int ACCESS_LIST = 0x4;

    /** In the control bits of a descriptor: entries of the directory's list are not inherited. */
    private static final short LIST_PROTECTED = 0x1000;

    private static final int CONTROL_AT = 2;
    private static final int TOKEN_QUERY = 0x8;
    private static final int TOKEN_USER = 1;
    private static final int TOKEN_OWNER = 4;
    private static final String ADMINISTRATORS = "S-1-5-32-544";
    private static final long THIS_PROCESS = -1;
    private static final int REVISION = 1;
    private static final long LONGEST_SID = 256;

    private static final WindowsFunction GET_SECURITY = advapi("GetKernelObjectSecurity");
    private static final WindowsFunction SET_SECURITY = advapi("SetKernelObjectSecurity");
    private static final WindowsFunction GET_OWNER = advapi("GetSecurityDescriptorOwner");
    private static final WindowsFunction SID_TO_STRING = advapi("ConvertSidToStringSidW");
    private static final WindowsFunction TO_DESCRIPTOR =
            advapi("ConvertStringSecurityDescriptorToSecurityDescriptorW");
    private static final WindowsFunction OPEN_TOKEN = advapi("OpenProcessToken");
    private static final WindowsFunction TOKEN_INFORMATION = advapi("GetTokenInformation");
    private static final WindowsFunction LOCAL_FREE = WindowsFunction.of("LocalFree");

    /** What only the user of this process may open; null until it is needed. */
    private static @Nullable MemorySegment ownerOnly; // guarded by the class

    private Security() {}

    private static WindowsFunction advapi(String name) {
        return WindowsFunction.of(name, "advapi32");
    }

    /**
     * Returns the identifier of the owner of files that this process creates: the user or, where a
     * policy says so for those who are administrators, their group.
     */
    static Optional<String> newOwner() {
        return fromToken(TOKEN_OWNER)
                .filter(ADMINISTRATORS::equals)
                .or(() -> fromToken(TOKEN_USER));
    }

    /** Both kinds of information start with the address of an identifier. */
    private static Optional<String> fromToken(int kind) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment token = arena.allocate(ADDRESS);
            if (!OPEN_TOKEN.succeeds(THIS_PROCESS, TOKEN_QUERY, token.address())) {
                return Optional.empty();
            }
            long handle = token.get(JAVA_LONG, 0);
            try {
                MemorySegment information = arena.allocate(LONGEST_SID, 8);
                return TOKEN_INFORMATION.succeeds(
                        handle,
                        kind,
                        information.address(),
                        LONGEST_SID,
                        arena.allocate(JAVA_INT).address())
                                ? text(information.get(JAVA_LONG, 0))
                                : Optional.empty();
            } finally {
                WindowsHandle.close(handle);
            }
        }
    }

    /** Returns the text of the identifier at an address. */
    static Optional<String> text(long identifier) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(ADDRESS);
            if (identifier == 0 || !SID_TO_STRING.succeeds(identifier, text.address())) {
                return Optional.empty();
            }
            long address = text.get(JAVA_LONG, 0);
            try {
                return Optional.of(wideAt(address));
            } finally {
                LOCAL_FREE.call(address);
            }
        }
    }

    private static String wideAt(long address) {
        MemorySegment characters = NativeMemory.own(address, 2 * LONGEST_SID, Arena.global());
        StringBuilder text = new StringBuilder();
        for (long i = 0; characters.getAtIndex(JAVA_CHAR, i) != 0; i++) {
            text.append(characters.getAtIndex(JAVA_CHAR, i));
        }
        return text.toString();
    }

    /** Returns a status with the owner and the permissions of the file, as far as they can be read. */
    static io.fileview.spi.FileStatus withRights(long handle, FileStatus status) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = descriptor(handle, OWNER | ACCESS_LIST, arena);
            Optional<String> owner =
                    descriptor == null ? Optional.empty() : owner(descriptor, arena);
            Optional<AccessRights> rights =
                    Optional.ofNullable(descriptor).map(list -> AccessRights.of(list, owner));
            return new io.fileview.spi.FileStatus(
                    status.identity(),
                    status.size(),
                    OptionalInt.of(status.links()),
                    owner,
                    rights.map(AccessRights::group),
                    rights.isEmpty()
                            ? OptionalInt.empty()
                            : OptionalInt.of(rights.get().permissions()));
        }
    }

    private static Optional<String> owner(MemorySegment descriptor, Arena arena) {
        MemorySegment owner = arena.allocate(ADDRESS);
        return GET_OWNER.succeeds(
                descriptor.address(), owner.address(), arena.allocate(JAVA_INT).address())
                        ? text(owner.get(JAVA_LONG, 0))
                        : Optional.empty();
    }

    /** Returns a part of the security descriptor of a file, or null if it cannot be read. */
    private static @Nullable MemorySegment descriptor(long handle, int part, Arena arena) {
        MemorySegment needed = arena.allocate(JAVA_INT);
        for (long size = LONGEST_SID;;) {
            MemorySegment descriptor = arena.allocate(size, 8);
            if (GET_SECURITY.succeeds(
                    handle, part, descriptor.address(), size, needed.address())) {
                return descriptor;
            }
            long wanted = Integer.toUnsignedLong(needed.get(JAVA_INT, 0));
            if (wanted <= size) {
                return null;
            }
            size = wanted;
        }
    }

    /**
     * Returns the security descriptor of a file that only the user of this process may open, and
     * administrators who take it over.
     *
     * @param name the file, for messages
     * @throws MappingException if there is none
     */
    static synchronized MemorySegment ownerOnly(String name) throws MappingException {
        MemorySegment known = ownerOnly;
        if (known == null) {
            known = newOwnerOnly(name);
            ownerOnly = known;
        }
        return known;
    }

    private static MemorySegment newOwnerOnly(String name) throws MappingException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = arena.allocate(ADDRESS);
            Optional<String> user = fromToken(TOKEN_USER);
            if (user.isEmpty()) {
                throw new MappingException(
                        Place.of(name),
                        "cannot be created for its owner only, because the user of this process"
                                + " cannot be determined; create the file before, or run the"
                                + " program as another user",
                        null);
            }
            if (!TO_DESCRIPTOR.succeeds(
                    WindowsFunction.wide("D:P(A;;FA;;;" + user.get() + ")", arena)
                            .address(),
                    REVISION,
                    descriptor.address(),
                    0)) {
                throw WindowsErrors.failure(
                        Place.of(name),
                        "cannot be created for its owner only, because the user " + user.get()
                                + " of this process cannot be put into an access control list",
                        WindowsFunction.lastError());
            }
            return MemorySegment.ofAddress(descriptor.get(JAVA_LONG, 0));
        }
    }

    /**
     * Gives a file the access control list of another, so that everybody has the same rights to
     * both; without one that can be read, only the user of this process keeps a right.
     *
     * @throws MappingException if the list cannot be set
     */
    static void copy(WindowsHandle file, WindowsHandle model) throws MappingException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = descriptor(model.value(), ACCESS_LIST, arena);
            if (list == null) {
                list = ownerOnly(file.name());
            } else {
                short control = list.get(JAVA_SHORT, CONTROL_AT);
                list.set(JAVA_SHORT, CONTROL_AT, (short) (control | LIST_PROTECTED));
            }
            NtFile.Opened owner = NtFile.reopen(file.value(), NtFile.WRITE_DAC, 0);
            int error = owner.error();
            if (error == 0) {
                error =
                        SET_SECURITY.succeeds(owner.handle(), ACCESS_LIST, list.address())
                                ? 0
                                : WindowsFunction.lastError();
                WindowsHandle.close(owner.handle());
            }
            if (error != 0 && !NtFile.lacksFunction(error)) {
                throw WindowsErrors.failure(
                        Place.of(file.name()),
                        "its permissions cannot be set to those of " + model.name(),
                        error);
            }
        }
    }
}
