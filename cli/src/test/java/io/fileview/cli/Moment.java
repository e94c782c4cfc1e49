package io.fileview.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lets another program act at a moment of a copy that its progress shows. */
final class Moment {
    static final String COPIED = "100%";
    static final String FLUSHING = "waiting";

    private Moment() {}

    /** What the other program does. */
    interface Act {
        void run() throws Exception;
    }

    /** The result of the copy, which ran with a progress line. */
    record Result(int exitCode, String err) {}

    /** Runs the command line, and acts once when the text appears on standard error. */
    static Result copy(String text, Act act, Object... args) {
        List<String> words = new ArrayList<>(List.of("copy", "--progress"));
        for (Object arg : args) {
            words.add(arg.toString());
        }
        boolean[] acted = new boolean[1];
        ByteArrayOutputStream err =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        super.write(bytes, offset, length);
                        if (!acted[0] && toString(StandardCharsets.UTF_8).contains(text)) {
                            acted[0] = true;
                            act(act);
                        }
                    }
                };
        int exitCode =
                Main.run(words.toArray(String[]::new), new ByteArrayOutputStream(), err);
        if (!acted[0]) {
            throw new AssertionError("no " + text + " in " + err.toString(StandardCharsets.UTF_8));
        }
        return new Result(exitCode, err.toString(StandardCharsets.UTF_8));
    }

    private static void act(Act act) {
        try {
            act.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
