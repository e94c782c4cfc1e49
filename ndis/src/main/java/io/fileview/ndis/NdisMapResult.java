package io.fileview.ndis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The result of NdisMapFile, which returns it through pointers.
 *
 * @param status one of the constants of {@link NdisStatus}
 * @param buffer the bytes of the file, valid until the file is unmapped; null unless the status is
 *     success
 * @param cause a description of the failure; null if there is none to add to the status
 */
public record NdisMapResult(
        int status, @Nullable MemorySegment buffer, @Nullable IOException cause) {
    /**
     * Returns the buffer of the mapped file.
     *
     * @return the buffer
     * @throws IOException if the status is not success; the message contains its name and the cause
     */
    public MemorySegment mapped() throws IOException {
        if (buffer == null) {
            throw failure(status, cause);
        }
        return buffer;
    }

    static IOException failure(int status, @Nullable IOException cause) {
        return new IOException(
                NdisStatus.nameOf(status) + (cause == null ? "" : ": " + cause.getMessage()),
                cause);
    }
}
