package io.fileview.commit.journal;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32C, which processors compute about as fast as they read memory. */
final class Checksum {
    private final CRC32C crc = new CRC32C();

    static int of(MemorySegment... parts) {
        Checksum checksum = new Checksum();
        for (MemorySegment part : parts) {
            checksum.add(part);
        }
        return checksum.value();
    }

    void add(MemorySegment part) {
        crc.update(part.asByteBuffer());
    }

    int value() {
        return (int) crc.getValue();
    }
}
