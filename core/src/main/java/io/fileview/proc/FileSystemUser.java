package io.fileview.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** The user ID with which this process accesses and creates files. */
public final class FileSystemUser {
    /** Real, effective, saved, file system ({@code proc_pid_status(5)}). */
    private static final int FILE_SYSTEM_ID = 3;

    private FileSystemUser() {}

    /** Returns the ID as a decimal number; empty if {@code /proc} is not mounted. */
    public static Optional<String> id() {
        try {
            byte[] status = Files.readAllBytes(ProcFiles.at("/proc/self/status"));
            return new String(status, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.substring("Uid:".length()).strip().split("\\s+"))
                    .filter(ids -> ids.length > FILE_SYSTEM_ID)
                    .map(ids -> ids[FILE_SYSTEM_ID])
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
