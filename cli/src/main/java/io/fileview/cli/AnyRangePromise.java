package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Offsets and lengths need no alignment. */
final class AnyRangePromise implements Promise {
    private static final long OFFSET = 135 * 1024;
    private static final long LENGTH = 1024;

    @Override
    public String words() {
        return "a view starts and ends at any byte";
    }

    @Override
    public String deed() {
        return "mapped 1 KiB at 135 KiB, and read the same range with FileChannel";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        long offset = stage.size() >= OFFSET + LENGTH ? OFFSET : stage.size() / 3;
        long length = Math.min(LENGTH, stage.size() - offset);
        byte[] read = read(stage, offset, (int) length);
        try (FileMapping mapping = stage.open(Protection.READ_ONLY);
                View view = mapping.map(offset, length)) {
            long differing = view.segment().mismatch(MemorySegment.ofArray(read));
            String range =
                    Amount.count(length, "byte") + " at offset " + Amount.grouped(offset);
            return differing >= 0
                    ? Seen.notSeen(range + ": byte " + differing + " of the view differs")
                    : Seen.of(
                            true,
                            range
                                    + " equal; the view's address is "
                                    + Amount.hex(view.address())
                                    + ", "
                                    + Amount.count(view.address() % view.pageSize(), "byte")
                                    + " into a page");
        }
    }

    private static byte[] read(Stage stage, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = stage.channel()) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException(stage.file() + " became shorter during the demo");
                }
            }
        }
        return bytes.array();
    }
}
