package io.fileview.labs.kills;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A command that is killed again and again, and what its file must look like afterwards. */
interface Job {
    /** What is found of a command. */
    enum State {
        /** Nothing of it has happened, as far as its file shows. */
        OLD,
        /** All of it has happened. */
        NEW,
        /** Neither. */
        BROKEN
    }

    String title();

    /** Tells whether broken states are expected, because the command promises nothing. */
    boolean isControl();

    /** The file that the command makes or changes. */
    Path target();

    /** Makes what the next command needs; the file is then in its old state. */
    void prepare() throws IOException;

    /** The program that is killed. */
    List<String> command();

    /** The program that runs after it, to its end; empty if there is none. */
    List<String> next();

    /** Tells whether a file that the program has open shows that it is at work. */
    boolean isSignOfWork(String openFile);

    /** Tells whether the program uses a hidden name only for a moment at its end. */
    boolean hasShortHiddenName();

    /** Learns what the file looks like after a command that was not killed. */
    void learn() throws IOException;

    /** Judges the file after the kill; empty if only the next command shows what it is. */
    Optional<State> stateAfterKill() throws IOException;

    /** Judges the file after the next command. */
    State stateAfterNext() throws IOException;

    /** Lists what is beside the file, or attached to it, and is not to stay there. */
    List<String> leftOver() throws IOException;
}
