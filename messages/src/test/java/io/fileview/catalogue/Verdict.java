package io.fileview.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What can be judged of a message without understanding it. */
final class Verdict {
    private static final int LONGEST = 2000;

    /** A file that is put in another's place has such a name; the message may be about itself. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "\\bnull\\b|errno \\d|\\bio\\.fileview\\b(?!\\.requireDurable)|java\\.(?!io\\.tmpdir)\\w+\\.|\\w(Exception|Error)\\b"
                            + "|file descriptor \\d|/proc/self/fd/\\d|(?<!^[^:]{0,400})\\.tmp\\b|@[0-9a-f]{6}|,,|;;");

    /** A sentence has it after a semicolon, or says what had to be so. */
    private static final Pattern NEXT_STEP =
            Pattern.compile(
                    "; |must |until |once |first|needs a|only |with commit|ends beyond"
                            + "|does not lie within|(?:is|are) not within|cannot be shortened|between|only that thread");

    /** These errors have no next step that is right whatever the call. */
    private static final Pattern UNEXPLAINED = Pattern.compile(".*: [^:;]*\\(E[A-Z0-9]+\\)");

    private Verdict() {}

    /** Returns what is wrong with a message; empty if nothing is. */
    static List<String> of(String message, boolean needsStep) {
        List<String> faults = new ArrayList<>();
        if (message.isBlank() || message.length() > LONGEST || message.contains("\n")) {
            faults.add("is empty, longer than " + LONGEST + " characters, or has several lines");
        }
        if (message.endsWith(".") || INSIDE.matcher(message).find()) {
            faults.add("is no sentence without a full stop, or shows the inside of the program");
        }
        if (needsStep
                && !NEXT_STEP.matcher(message).find()
                && !UNEXPLAINED.matcher(message).matches()) {
            faults.add("does not say what to do, or what would be right");
        }
        return faults;
    }

    /** Returns also whether the message has all that the exception knows besides. */
    static List<String> of(Answer answer) {
        String message = answer.message();
        // The cause of these was invented for the provocation.
        List<String> faults =
                new ArrayList<>(of(message, !message.contains("because the test wants it")));
        if (answer.type().equals("AssertionError")) {
            faults.add("was not refused");
        }
        if (!message.contains(answer.thing())) {
            faults.add("does not name " + answer.thing());
        }
        if (!message.contains(answer.error())) {
            faults.add("does not name the error");
        }
        String[] limit = answer.limit().split(" ", -1);
        boolean isLimitKnown = limit.length == 3 && !limit[1].equals("-1");
        if (isLimitKnown && !(message.contains(limit[0]) && message.contains(limit[1]))) {
            faults.add("does not name the limit " + answer.limit());
        }
        return faults;
    }
}
