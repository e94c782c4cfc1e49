package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may read and write a file, by its access control list, in the terms of Unix: the owner, those
 * who are named one by one (the group), and everybody. The system and administrators, who may do
 * everything anyway, do not count. An entry that denies counts only if it denies everybody.
 *
 * @param permissions the bits of the mode
 * @param group the identifiers of those who are named, with blanks between them
 */
record AccessRights(int permissions, String group) {
    private static final int READS = 0x1 | 0x1000_0000 | 0x8000_0000;

    /** Writing, appending, and changing the list or the owner. */
    private static final int WRITES = 0x2 | 0x4 | 0xC_0000 | 0x1000_0000 | 0x4000_0000;

    private static final int READ = 4;
    private static final int WRITE = 2;

    private static final int LIST_PRESENT = 0x4;
    private static final int CONTROL_AT = 2;
    private static final int LIST_AT = 16;
    private static final int COUNT_AT = 4;
    private static final int ENTRIES_AT = 8;
    private static final int MASK_AT = 4;
    private static final int IDENTIFIER_AT = 8;

    private static final int ALLOWED = 0;
    private static final int DENIED = 1;
    private static final int ALLOWED_CONDITIONALLY = 9;
    private static final int FOR_CHILDREN_ONLY = 0x8;

    private static final String EVERYONE = "S-1-1-0";

    /** Each of them is nearly everybody. */
    private static final Set<String> MANY =
            Set.of(
                    EVERYONE,
                    "S-1-2-0", // local users
                    "S-1-2-1", // console users
                    "S-1-5-2", // network users
                    "S-1-5-4", // interactive users
                    "S-1-5-7", // anonymous users
                    "S-1-5-11", // authenticated users
                    "S-1-5-32-545", // users
                    "S-1-5-32-546", // guests
                    "S-1-5-113"); // local accounts

    /** The last part of the identifiers of all users, and all guests, of a domain. */
    private static final Set<String> MANY_OF_A_DOMAIN = Set.of("513", "514");

    private static final Set<String> NOT_COUNTED =
            Set.of(
                    "S-1-5-18", // the system
                    "S-1-5-32-544", // administrators
                    "S-1-3-0", // the creator, when it is inherited
                    "S-1-3-4", // the rights of the owner
                    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"); // installer

    /** What everybody may do. */
    private static final AccessRights ALL = new AccessRights(0666, "");

    /**
     * Reads a security descriptor with an access control list.
     *
     * @param descriptor a self-relative descriptor
     * @param owner the identifier of the owner; empty if unknown
     */
    static AccessRights of(MemorySegment descriptor, Optional<String> owner) {
        int list = descriptor.get(JAVA_INT, LIST_AT);
        if ((descriptor.get(JAVA_SHORT, CONTROL_AT) & LIST_PRESENT) == 0 || list == 0) {
            return ALL;
        }
        int count = Short.toUnsignedInt(descriptor.get(JAVA_SHORT, list + COUNT_AT));
        int denied = 0;
        int forOwner = 0;
        int forGroup = 0;
        int forOthers = 0;
        Set<String> group = new TreeSet<>();
        long at = (long) list + ENTRIES_AT;
        for (int i = 0; i < count; i++) {
            int type = descriptor.get(JAVA_BYTE, at);
            int flags = descriptor.get(JAVA_BYTE, at + 1);
            int mask = bits(descriptor.get(JAVA_INT_UNALIGNED, at + MASK_AT));
            String who =
                    Security.text(descriptor.address() + at + IDENTIFIER_AT).orElse("unknown");
            if ((flags & FOR_CHILDREN_ONLY) == 0) {
                if (type == DENIED && who.equals(EVERYONE)) {
                    denied |= mask;
                } else if (type == ALLOWED || type == ALLOWED_CONDITIONALLY) {
                    int allowed = mask & ~denied;
                    if (owner.filter(who::equals).isPresent()) {
                        forOwner |= allowed;
                    } else if (isMany(who)) {
                        forOthers |= allowed;
                    } else if (!NOT_COUNTED.contains(who) && allowed != 0) {
                        forGroup |= allowed;
                        group.add(who);
                    }
                }
            }
            at += Short.toUnsignedInt(descriptor.get(JAVA_SHORT, at + 2));
        }
        forGroup |= forOthers;
        return new AccessRights(
                (forOwner | forOthers) << 6 | forGroup << 3 | forOthers,
                String.join(" ", group));
    }

    private static int bits(int mask) {
        return ((mask & READS) == 0 ? 0 : READ) | ((mask & WRITES) == 0 ? 0 : WRITE);
    }

    private static boolean isMany(String who) {
        return MANY.contains(who)
                || (who.startsWith("S-1-5-21-")
                        && MANY_OF_A_DOMAIN.contains(who.substring(who.lastIndexOf('-') + 1)));
    }
}
