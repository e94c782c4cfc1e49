package io.fileview.spi;

import java.io.IOException;
import java.util.List;

/**
 * The optional capability of an {@link EngineFile} to take the attributes of another file. The file
 * must have been created by this process for its owner only, and must be open for writing.
 *
 * <p>At no time does anybody have a right to this file that the other file does not give them, as far
 * as the engine can see and the file system can express that. What cannot be set does not make a call
 * fail: it is returned as clauses for a message, such as {@code its owner cannot be set to user 1000:
 * operation not permitted (EPERM)}.
 */
public interface AttributeCopying {
    /**
     * Gives this file the owner and the group of another one, each of them only if this process may.
     * The permissions of this file must still be those that it was created with.
     *
     * @param other the status of the other file
     * @return what could not be set; empty if nothing
     * @throws IOException if the status of this file cannot be determined
     */
    List<String> copyOwner(FileStatus other) throws IOException;

    /**
     * Gives this file the permissions of another one, and its access control list if the engine can
     * see it. If this file belongs to another group than the other file, its group and all others
     * get only those rights that both have there. The bits that let a program run as its owner or
     * group are not copied.
     *
     * @param source the other file, which was opened by the same engine
     * @return what could not be set; empty if nothing
     * @throws IOException if the permissions of either file cannot be determined
     */
    List<String> copyPermissions(EngineFile source) throws IOException;

    /**
     * {@return true if {@link #copyAll} is supported}
     */
    boolean canCopyAll();

    /**
     * Gives this file the owner, the group, the permissions, the access control list, the extended
     * attributes and the times of another one. The bits that let a program run as its owner or group
     * are copied only if owner and group are. A later write changes the times again.
     *
     * @param source the other file, which was opened by the same engine
     * @return what could not be set; empty if nothing
     * @throws IOException if the attributes of either file cannot be determined
     * @throws UnsupportedOperationException if {@link #canCopyAll} returns false
     */
    List<String> copyAll(EngineFile source) throws IOException;
}
