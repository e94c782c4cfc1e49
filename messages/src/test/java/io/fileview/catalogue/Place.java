package io.fileview.catalogue;

/**
 * A place in the sources that makes a message.
 *
 * @param module the module
 * @param file the file, below the sources of the module
 * @param from its first line
 * @param to its last line
 * @param made the type of the exception that is made there, or the method that makes it of the words
 *     that it is given there
 * @param isCall whether it is such a method
 * @param text the literals of which the message is made
 */
record Place(
        String module, String file, int from, int to, String made, boolean isCall, String text) {
    /** Returns whether an exception was made here, given the frames in which it was made. */
    boolean made(Thrown thrown) {
        if (!isCall) {
            return contains(thrown.frames().getFirst());
        }
        for (int i = 1; i < thrown.frames().size(); i++) {
            if (contains(thrown.frames().get(i))
                    && thrown.frames().get(i - 1).method().equals(made)) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(Thrown.Frame frame) {
        return frame.file().equals(file) && frame.line() >= from && frame.line() <= to;
    }

    /** What the list of excuses calls it: without lines, which change with every edit. */
    String name() {
        return file.substring("io/fileview/".length()).replace(".java", "") + " " + made
                + (text.isEmpty() ? "" : ": " + text);
    }

    @Override
    public String toString() {
        return module + "/src/main/java/" + file + ":" + from + " " + made + " " + text;
    }
}
