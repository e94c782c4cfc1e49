package io.fileview.errors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Errors that each process on Linux can meet. */
final class ErrorsMet {
    private ErrorsMet() {}

    private interface Call {
        Object run() throws IOException;
    }

    /** A full device, a directory opened for writing, and a directory mapped. */
    static List<IOException> byThisProcess() {
        return List.of(
                met(() -> open("/dev/full", StandardOpenOption.WRITE)
                        .write(ByteBuffer.allocate(1))),
                met(() -> open("/", StandardOpenOption.WRITE)),
                met(() -> open("/", StandardOpenOption.READ).map(MapMode.READ_ONLY, 0, 1)));
    }

    private static FileChannel open(String path, StandardOpenOption option) throws IOException {
        return FileChannel.open(Path.of(path), option);
    }

    private static IOException met(Call call) {
        try {
            throw new AssertionError("was not refused: " + call.run());
        } catch (IOException failure) {
            return failure;
        }
    }
}
