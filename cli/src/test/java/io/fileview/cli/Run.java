package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The result of a command that was run in this process. */
final class Run {
    private final int exitCode;
    private final byte[] bytes;
    private final String err;

    private Run(int exitCode, byte[] bytes, String err) {
        this.exitCode = exitCode;
        this.bytes = bytes;
        this.err = err;
    }

    static Run fileview(Object... args) {
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(words, out, err);
        return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    int exitCode() {
        return exitCode;
    }

    byte[] bytes() {
        return bytes;
    }

    String err() {
        return err;
    }

    String out() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Json json() {
        return Json.parse(bytes);
    }

    Run succeeds() {
        assertThat(err).isEmpty();
        assertThat(exitCode).isZero();
        return this;
    }

    /** The command printed one line to standard error, and nothing to standard output. */
    Run fails(int expectedExitCode, String... parts) {
        assertThat(err).startsWith("fileview: ").endsWith("\n").hasLineCount(1).contains(parts);
        assertThat(bytes).isEmpty();
        assertThat(exitCode).isEqualTo(expectedExitCode);
        return this;
    }
}
