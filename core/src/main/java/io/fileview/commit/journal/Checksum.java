package io.fileview.commit.journal;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C, which processors compute about as fast as they read memory. */
final class Checksum {
    private Checksum() {}

    static int of(MemorySegment... parts) {
        CRC32C crc = new CRC32C();
        for (MemorySegment part : parts) {
            crc.update(part.asByteBuffer());
        }
        return (int) crc.getValue();
    }
}
