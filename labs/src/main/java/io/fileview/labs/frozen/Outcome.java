package io.fileview.labs.frozen;

import org.jspecify.annotations.Nullable;

/**
 * What became of a collection beside an access to a frozen device, and of the access.
 *
 * @param millis how long the collection took
 * @param waitedBefore whether the access was waiting when the collection began
 * @param waitedAfter whether it was still waiting when the collection had ended
 * @param access how the access ended, {@link #DONE} or what it threw
 */
record Outcome(long millis, boolean waitedBefore, boolean waitedAfter, String access) {
    static final String DID_NOT_WAIT = "the access did not wait for the device";

    static final String DONE = "done";

    String line() {
        return millis + " " + waitedBefore + " " + waitedAfter + " "
                + access.replaceAll("\\s+", " ");
    }

    static Outcome parse(String line) {
        String[] words = line.split(" ", 4);
        return new Outcome(
                Long.parseLong(words[0]),
                Boolean.parseBoolean(words[1]),
                Boolean.parseBoolean(words[2]),
                words[3]);
    }

    /**
     * Returns what is not as it must be; null if all is.
     *
     * @param form the form of access
     * @param exit the exit code of the JVM
     * @param most how many milliseconds a collection may take beside a form that waits in native code
     * @param frozen how many milliseconds the device was frozen after the collection had begun
     */
    @Nullable String wrong(Form form, int exit, long most, long frozen) {
        if (exit != 0) {
            return "the JVM ended with " + exit;
        }
        if (!access.equals(DONE)) {
            return "the access ended with " + access;
        }
        if (!waitedBefore) {
            return DID_NOT_WAIT;
        }
        if (!form.waitsInNativeCode()) {
            // The collection ends with the access, before or after it.
            return millis < frozen / 2
                    ? "the collection took " + millis + " ms, so the control failed"
                    : null;
        }
        if (!waitedAfter) {
            return "the access ended before the collection, which took " + millis + " ms";
        }
        return millis > most ? "the collection took " + millis + " ms" : null;
    }
}
