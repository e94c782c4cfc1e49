package io.fileview.catalogue;

import java.util.List;

/**
 * An exception that a process made.
 *
 * @param type the simple name of its type
 * @param message what its constructor was given
 * @param frames where it was made, the innermost first; not empty
 */
record Thrown(String type, String message, List<Frame> frames) {
    /**
     * A method that was being executed.
     *
     * @param file the source file, below the sources of its module
     * @param line the line
     * @param method the name of the method
     */
    record Frame(String file, int line, String method) {}

    /** The message without paths and numbers, which differ from run to run. */
    String skeleton() {
        return message.replaceAll("/[^ :;,()]+", "/").replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#");
    }
}
