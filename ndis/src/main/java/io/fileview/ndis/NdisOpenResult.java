package io.fileview.ndis;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What NdisOpenFile gives back through its pointers.
 *
 * @param status one of {@link NdisStatus}
 * @param handle the open file; null unless the status is success
 * @param fileLength the file's bytes; 0 unless the status is success
 * @param cause why the status is not success, for people; null where it is
 */
public record NdisOpenResult(
        int status,
        @Nullable NdisHandle handle,
        long fileLength,
        @Nullable IOException cause) {
    /**
     * The handle of a file that is open.
     *
     * @return the handle
     * @throws IOException if the status is not success; the message has its name and the cause
     */
    public NdisHandle opened() throws IOException {
        if (handle == null) {
            throw NdisMapResult.failure(status, cause);
        }
        return handle;
    }
}
