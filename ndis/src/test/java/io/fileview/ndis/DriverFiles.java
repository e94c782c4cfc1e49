package io.fileview.ndis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Test files, and the NDIS functions on the engine under test. */
final class DriverFiles {
    private static final String ENGINE = System.getProperty("fileview.test.engine", "auto");

    private DriverFiles() {}

    static NdisFiles in(Path directory) {
        return ENGINE.equals("auto") ? NdisFiles.in(directory) : NdisFiles.in(directory, ENGINE);
    }

    static MiniportHost host(Path directory) {
        return ENGINE.equals("auto")
                ? MiniportHost.in(directory)
                : MiniportHost.in(directory, ENGINE);
    }

    static ExclusiveFile exclusive(Path file) throws IOException {
        return ExclusiveFile.open(file, ENGINE.equals("auto") ? null : ENGINE);
    }

    static boolean onLinuxEngine() {
        return System.getProperty("os.name").equals("Linux") && !ENGINE.equals("portable");
    }

    static byte[] make(Path file, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.write(file, bytes);
        return bytes;
    }

    static NdisHandle open(NdisFiles files, String name) throws IOException {
        return files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS).opened();
    }

    static String statusOf(NdisFiles files, String name) {
        NdisOpenResult result = files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS);
        if (result.handle() != null) {
            files.ndisCloseFile(result.handle());
        }
        return NdisStatus.nameOf(result.status());
    }

    static byte[] bytes(MemorySegment buffer) {
        return buffer.toArray(ValueLayout.JAVA_BYTE);
    }
}
