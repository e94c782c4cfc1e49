package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Offsets and lengths do not have to be aligned. */
final class AnyRangePromise implements Promise {
    private static final long OFFSET = 135 * 1024;
    private static final long LENGTH = 1024;

    @Override
    public String statement() {
        return "a view can start and end at any byte";
    }

    @Override
    public String action() {
        return "mapped 1 KiB at 135 KiB, and read the same range through FileChannel";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        long offset = target.size() >= OFFSET + LENGTH ? OFFSET : target.size() / 3;
        long length = Math.min(LENGTH, target.size() - offset);
        byte[] read = read(target, offset, (int) length);
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view = mapping.map(offset, length)) {
            long differing = view.guarded().mismatch(0, MemorySegment.ofArray(read));
            String range =
                    Amount.count(length, "byte") + " at offset " + Amount.grouped(offset);
            return differing >= 0
                    ? Observation.notSeen(range + ": byte " + differing + " of the view differs")
                    : Observation.of(
                            true,
                            range
                                    + " are equal; the address of the view is "
                                    + Amount.hex(view.address())
                                    + ", "
                                    + Amount.count(view.address() % view.pageSize(), "byte")
                                    + " into a page");
        }
    }

    private static byte[] read(DemoTarget target, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = target.channel()) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException(
                            PathText.line(target.file())
                                    + " was truncated during the demo; run it again");
                }
            }
        }
        return bytes.array();
    }
}
