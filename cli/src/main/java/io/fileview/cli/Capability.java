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

    /**
     * Whether this process has it, as far as its user namespace reaches.
     *
     * @param ifUnknown what to answer where the system does not tell
     */
    boolean isEffective(boolean ifUnknown) {
        try {
            String status =
                    Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
            for (String line : status.split("\n", -1)) {
                if (line.startsWith(EFFECTIVE)) {
                    String mask = line.substring(EFFECTIVE.length()).strip();
                    return (Long.parseUnsignedLong(mask, 16) >>> bit & 1) == 1;
                }
            }
            return ifUnknown;
        } catch (IOException | NumberFormatException unknown) {
            return ifUnknown;
        }
    }
}
