package io.fileview.linux;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The access control list of an open file ({@code acl(5)}), which the kernel stores as an extended
 * attribute.
 */
final class AccessControlList {
    static final String NAME = "system.posix_acl_access";

    private AccessControlList() {}

    /**
     * Returns the access control list of a file, which is empty if it has none that goes beyond its
     * mode, and null if it is not known.
     */
    static byte @Nullable [] of(Descriptor file) {
        AttributeValue value = AttributeValue.read(file, NAME);
        long result = value.result();
        return result == -Errno.ENODATA || result == -Errno.EOPNOTSUPP
                ? new byte[0]
                : value.bytes();
    }

    /**
     * Gives a file a list, or takes away the one that it has if the new one is empty.
     *
     * @return 0, or the negated error number
     */
    static long set(Descriptor file, byte[] list) {
        return Arrays.equals(of(file), list)
                ? 0
                : list.length == 0
                        ? AttributeValue.remove(file, NAME)
                        : AttributeValue.write(file, NAME, list);
    }
}
