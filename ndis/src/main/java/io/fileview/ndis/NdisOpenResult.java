package io.fileview.ndis;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The result of NdisOpenFile, which returns it through pointers.
 *
 * @param status one of the constants of {@link NdisStatus}
 * @param handle the open file; null unless the status is success
 * @param fileLength the length of the file in bytes; 0 unless the status is success
 * @param cause a description of the failure; null if the status is success
 */
public record NdisOpenResult(
        int status,
        @Nullable NdisHandle handle,
        long fileLength,
        @Nullable IOException cause) {
    /**
     * Returns the handle of the open file.
     *
     * @return the handle
     * @throws IOException if the status is not success; the message contains its name and the cause
     */
    public NdisHandle opened() throws IOException {
        if (handle == null) {
            throw NdisMapResult.failure(status, cause);
        }
        return handle;
    }
}
