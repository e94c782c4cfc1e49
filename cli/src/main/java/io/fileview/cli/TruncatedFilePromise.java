package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** A page that the file has lost is reported by the access to it, and the view can be used again. */
final class TruncatedFilePromise implements Promise {
    private static final long LENGTH = 1 << 20;

    /** The file keeps so many pages. */
    private static final int KEPT = 3;

    private static final long WRITTEN = 0x0123456789abcdefL;

    @Override
    public String statement() {
        return "an access to bytes that the file has lost throws at that access, and names them";
    }

    @Override
    public String action() {
        return "mapped a temporary file of 1 MiB, truncated it to 3 pages through another descriptor,"
                + " read before and behind its new end by guarded access, and extended it again";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (!target.writable()) {
            return Observation.notShown("the demo does not change " + target.file());
        }
        try (ScratchFile scratch = ScratchFile.in(target.directory(), LENGTH)) {
            return showOn(new DemoTarget(scratch.path(), true, LENGTH, target.engine()));
        }
    }

    private static Observation showOn(DemoTarget target) throws IOException {
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view = mapping.map();
                FileChannel other = FileChannel.open(target.file(), StandardOpenOption.WRITE)) {
            long end = KEPT * view.pageSize();
            long first = view.guarded().getLong(0);
            try {
                other.truncate(end);
            } catch (IOException refused) {
                if (Platform.WINDOWS) {
                    return Observation.unsupported(
                            "Windows refuses to truncate a file that is mapped, so no view loses"
                                    + " bytes in this way");
                }
                throw refused;
            }
            long behind = end + view.pageSize() + 136;
            Lost one = Lost.by(() -> view.guarded().getLong(behind));
            byte[] all = new byte[(int) LENGTH];
            Lost many = Lost.by(() -> view.guarded().copyTo(0, all, 0, all.length));
            boolean kept = view.guarded().getLong(0) == first && view.coveredLength() == end;
            other.write(word(WRITTEN), behind);
            other.write(word(0), LENGTH - Long.BYTES);
            boolean works =
                    view.isCovered()
                            && view.guarded().getLong(behind) == WRITTEN
                            && view.guarded().getLong(LENGTH - Long.BYTES) == 0;
            return Observation.of(
                    one.isAt(behind, Long.BYTES)
                            && many.isAt(end, LENGTH - end)
                            && kept
                            && works,
                    "8 bytes at "
                            + Amount.grouped(behind)
                            + ": "
                            + one
                            + "; all "
                            + Amount.grouped(LENGTH)
                            + " bytes: "
                            + many
                            + "; what the file kept "
                            + (kept ? "stayed" : "was NOT")
                            + " readable; with the file extended, the same view "
                            + (works ? "read" : "did NOT read")
                            + " what was written there");
        }
    }

    private static ByteBuffer word(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(value)
                .flip();
    }

    /**
     * What an access said of the bytes that the file has lost.
     *
     * @param offset where they start in the file, or -1 if it said nothing
     * @param length their number, or -1
     */
    private record Lost(long offset, long length) {
        /** An access to a view. */
        interface Access {
            void run() throws IOException;
        }

        static Lost by(Access access) throws IOException {
            try {
                access.run();
                return new Lost(-1, -1);
            } catch (FileShrankException reported) {
                return new Lost(reported.offset(), reported.length());
            }
        }

        boolean isAt(long otherOffset, long otherLength) {
            return offset == otherOffset && length == otherLength;
        }

        @Override
        public String toString() {
            return offset < 0
                    ? "NO exception"
                    : "FileShrankException, offset "
                            + Amount.grouped(offset)
                            + ", length "
                            + Amount.grouped(length);
        }
    }
}
