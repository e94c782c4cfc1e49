package io.fileview.memory;

import io.fileview.DiskFullException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;

/** An error of an operating system, turned into the exception that an engine throws for it. */
public enum OsError {
    /** The device failed. */
    EIO,
    /** There is no room. */
    ENOSPC,
    /** The server no longer knows the file. */
    ESTALE,
    /** A signal came. */
    EINTR,
    /** The permissions do not allow it. */
    EACCES,
    /** The file system is read-only. */
    EROFS,
    /** The quota is used up. */
    EDQUOT,
    /** The file system does not know the call. */
    EINVAL,
    /** The kernel, or a server, does not know the call. */
    ENOSYS,
    /** The file is not open for the call. */
    EBADF,
    /** The file system does not support the call. */
    EOPNOTSUPP;

    /**
     * The exception for a call.
     *
     * @param call the call that fails
     * @return what a real engine would throw
     */
    public IOException of(Call call) {
        Place place = call.place().withError(name());
        Operation operation = call.operation();
        String problem = operation + " failed with " + name() + ", because the test wants it (call "
                + call.number() + ")";
        if (operation.flushes()) {
            return new FlushFailedException(place, problem, null);
        }
        if ((this == ENOSPC || this == EDQUOT) && operation.takesRoom()) {
            return new DiskFullException(place, problem, null);
        }
        if ((this == EACCES || this == EROFS) && operation.needsPermission()) {
            return new AccessDeniedException(call.file(), null, problem);
        }
        if (operation.reads()) {
            return new PageUnreadableException(place, problem, null);
        }
        return new MappingException(place, problem, null);
    }
}
