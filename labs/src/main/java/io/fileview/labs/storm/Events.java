package io.fileview.labs.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the programs of one row have met, in a file that all of them append lines to. */
final class Events {
    /** Kinds of events. */
    enum Kind {
        /** A writer opened a file; the detail tells whether there was a journal. */
        OPENED,
        /** A reader saw a whole state, of a commit that is not older than the last one promised. */
        READ,
        /** A call was refused, for a reason that this lab brings about. */
        REFUSED,
        /** A state was seen that no commit has left. */
        MIXED,
        /** A commit that was promised is not there. */
        LOST,
        /** A call did not end within its limit. */
        HUNG,
        /** A call failed for a reason that this lab does not bring about. */
        FAILED,
        /** A call that took longer than all before it in the same program. */
        SLOWEST,
    }

    /** One event. */
    record Event(Kind kind, String detail) {}

    private final Path log;

    Events(Path directory) {
        log = directory.resolve("events");
    }

    void add(Kind kind, String detail) {
        String line = kind + " " + detail.replace('\n', ' ') + "\n";
        try {
            Files.writeString(
                    log,
                    line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Event> all() throws IOException {
        List<Event> events = new ArrayList<>();
        if (Files.exists(log)) {
            for (String line : Files.readString(log, StandardCharsets.UTF_8).split("\n", -1)) {
                String[] parts = line.split(" ", 2);
                if (parts.length == 2) {
                    events.add(new Event(Kind.valueOf(parts[0]), parts[1]));
                }
            }
        }
        return events;
    }
}
