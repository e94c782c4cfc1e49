package io.fileview.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do beyond its user; see {@code capabilities(7)}. */
enum Capability {
    IPC_LOCK(14), SYS_PTRACE(19);

    private static final String EFFECTIVE = "CapEff:";

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Whether this process has it, as far as its user namespace reaches. */
    boolean isEffective() throws IOException {
        String status =
                Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
        for (String line : status.split("\n", -1)) {
            if (line.startsWith(EFFECTIVE)) {
                try {
                    String mask = line.substring(EFFECTIVE.length()).strip();
                    return (Long.parseUnsignedLong(mask, 16) >>> bit & 1) == 1;
                } catch (NumberFormatException e) {
                    throw new IOException("/proc/self/status has a line of another form", e);
                }
            }
        }
        throw new IOException("/proc/self/status has no line " + EFFECTIVE);
    }
}
