package io.fileview.proc;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** The name of this machine, for messages. It is never resolved, which could take seconds. */
public final class HostName {
    private static final String FILE = "/proc/sys/kernel/hostname";

    private HostName() {}

    /** Returns the name; empty if neither the kernel nor the environment exposes it. */
    public static Optional<String> find() {
        return Stream.of(ofKernel(), System.getenv("HOSTNAME"), System.getenv("COMPUTERNAME"))
                .filter(name -> name != null && !name.isBlank())
                .findFirst();
    }

    private static String ofKernel() {
        // Not through a channel: an interrupt of the thread would close it.
        try (BufferedReader name =
                new BufferedReader(
                        new InputStreamReader(
                                new FileInputStream(ProcFiles.at(FILE).toFile()),
                                StandardCharsets.UTF_8))) {
            String line = name.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            return "";
        }
    }
}
