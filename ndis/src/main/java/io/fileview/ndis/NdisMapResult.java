package io.fileview.ndis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What NdisMapFile gives back through its pointers.
 *
 * @param status one of {@link NdisStatus}
 * @param buffer the file's bytes, until the file is unmapped; null unless the status is success
 * @param cause why the status is not success, for people; null where it is, or says enough
 */
public record NdisMapResult(
        int status, @Nullable MemorySegment buffer, @Nullable IOException cause) {
    /**
     * The buffer of a file that is mapped.
     *
     * @return the buffer
     * @throws IOException if the status is not success; the message has its name and the cause
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
